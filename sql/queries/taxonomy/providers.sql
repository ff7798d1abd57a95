-- Returns no rows. Updates the providers to the taxonomy.
insert into ref.provider (code, country_id, label, source_system, counting_rule, reference_date, licence, url)
select row.code, country.country_id, row.label, row."sourceSystem", row."countingRule", row."referenceDate", row.licence, row.url
from jsonb_to_recordset(@rows::jsonb) as row (
    code text, country text, label jsonb, "sourceSystem" text, "countingRule" text, "referenceDate" text, licence text, url text)
left join ref.country on country.iso3 = row.country
order by row.code
on conflict (code) do update
set country_id = excluded.country_id, label = excluded.label, source_system = excluded.source_system,
    counting_rule = excluded.counting_rule, reference_date = excluded.reference_date, licence = excluded.licence, url = excluded.url
