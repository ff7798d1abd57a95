-- Returns no rows. Adds the population figures of the taxonomy that are not valid yet, with validity from an instant on.
insert into ref.population (country_id, year, sex, age, persons, status, provider_id, revision, valid_from)
select country.country_id, row.year, row.sex, row.age, row.persons, row."obsStatus", provider.provider_id, @revision, @at::timestamptz
from jsonb_to_recordset(@rows::jsonb) as row (area text, year smallint, sex text, age text, persons bigint, "obsStatus" text)
join ref.country on country.iso3 = row.area
join ref.provider on provider.code = @provider
on conflict (country_id, year, sex, age, provider_id) where valid_to is null do nothing
