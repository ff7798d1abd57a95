-- (b) The best load written by hand: the text as it is, unpivoted and looked up in one statement, the key built afterwards.
set maintenance_work_mem = '1GB';
create unlogged table raw (
    source_row integer generated always as identity (cache 1000),
    anio text, clave_ent text, entidad text, cve_municipio text, municipio text,
    bien_juridico text, tipo text, subtipo text, modalidad text,
    m1 text, m2 text, m3 text, m4 text, m5 text, m6 text, m7 text, m8 text, m9 text, m10 text, m11 text, m12 text
);
\copy raw (anio, clave_ent, entidad, cve_municipio, municipio, bien_juridico, tipo, subtipo, modalidad, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12) from '{file}' with (format csv, header, encoding 'WIN1252')
analyze raw;
create table piece (like bare, check (period >= 0 and period < 1000));
insert into piece
select offence.indicator, municipality.geography, (raw.anio::integer - 1990) * 12 + figure.month,
    1, 1, figure.value::numeric, 1, 1, raw.source_row
from raw
join municipality on municipality.code = raw.cve_municipio
join offence using (bien_juridico, tipo, subtipo, modalidad)
cross join lateral (
    values (1, m1), (2, m2), (3, m3), (4, m4), (5, m5), (6, m6), (7, m7), (8, m8), (9, m9), (10, m10), (11, m11), (12, m12)
) as figure(month, value)
where figure.value is not null;
alter table piece add primary key (indicator, geography, period, disaggregation, source);
alter table fact attach partition piece for values from (0) to (1000);
drop table raw;
