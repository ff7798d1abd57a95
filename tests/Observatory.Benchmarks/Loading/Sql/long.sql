-- (b) The best load written by hand: the text as it is, looked up in one statement, the key built afterwards.
set maintenance_work_mem = '1GB';
create unlogged table raw (
    source_row integer generated always as identity (cache 1000),
    anio text, mes text, clave_ent text, cve_municipio text, municipio text, bien_juridico text, tipo text, subtipo text, modalidad text,
    valor text
);
\copy raw (anio, mes, clave_ent, cve_municipio, municipio, bien_juridico, tipo, subtipo, modalidad, valor) from '{file}' with (format csv, header, delimiter ';', encoding 'UTF8')
analyze raw;
create table piece (like bare, check (period >= 0 and period < 1000));
insert into piece
select offence.indicator, municipality.geography, (raw.anio::integer - 1990) * 12 + raw.mes::integer,
    1, 1, raw.valor::numeric, 1, 1, raw.source_row
from raw
join municipality on municipality.code = raw.cve_municipio
join offence using (bien_juridico, tipo, subtipo, modalidad)
where raw.valor is not null;
alter table piece add primary key (indicator, geography, period, disaggregation, source);
alter table fact attach partition piece for values from (0) to (1000);
drop table raw;
