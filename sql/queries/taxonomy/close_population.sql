-- Returns no rows. Ends the validity of population figures that differ from the taxonomy's at an instant.
with gone as materialized (
    select held.provider_id, held.country_id, held.year, held.sex, held.age, held.persons, held.status, held.revision
    from ref.population as held
    join ref.provider using (provider_id)
    where provider.code = @provider
        and held.valid_to is null
    -- Compare whole sets: the planner does not know how many rows there are, and looking each one up would scan them all once per row.
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
