-- Nothing: population figures that are not those of the taxonomy any more hold until an instant.
with gone as materialized (
    select held.provider_id, held.country_id, held.year, held.sex, held.age, held.persons, held.status, held.revision
    from ref.population as held
    join ref.provider using (provider_id)
    where provider.code = @provider
        and held.valid_to is null
    -- Set against set: looked up one by one they would be gone through once for each, where the planner does not know how many there are.
    except
    select provider.provider_id, country.country_id, row.year, row.sex, row.age, row.persons, row."obsStatus", @revision::text
    from jsonb_to_recordset(@rows::jsonb) as row (area text, year smallint, sex text, age text, persons bigint, "obsStatus" text)
    join ref.country on country.iso3 = row.area
    join ref.provider on provider.code = @provider
)
update ref.population as held
set valid_to = @at::timestamptz
from gone
where held.provider_id = gone.provider_id
    and held.country_id = gone.country_id
    and held.year = gone.year
    and held.sex = gone.sex
    and held.age = gone.age
    and held.valid_to is null
