-- Nothing: brings the population figures to those of the taxonomy.
insert into ref.population (country_id, year, sex, age, persons, status, provider_id)
select country.country_id, row.year, row.sex, row.age, row.persons, row."obsStatus", provider.provider_id
from jsonb_to_recordset(@rows::jsonb) as row (area text, year smallint, sex text, age text, persons bigint, "obsStatus" text)
join ref.country on country.iso3 = row.area
join ref.provider on provider.code = @provider
on conflict (country_id, year, sex, age, provider_id) do update
set persons = excluded.persons, status = excluded.status
where (population.persons, population.status) is distinct from (excluded.persons, excluded.status)
