-- Returns no rows. Records which provider has figures of which indicator and country. Once an office has sent figures of its own, entries
-- that only its sample gave are deleted: otherwise the office would rank before another office that has real figures.
with own as materialized (
    select distinct country_id, indicator_id, provider_id
    from ingest.staged_content
    where submission_number = @submission_number
        and not exists (select from other_load where other_load.is_real)
),
of_sample as materialized (
    select held.country_id, held.indicator_id, held.provider_id,
        exists (
            select
            from dw.load_content
            join dw.load on load.load_id = load_content.load_id
            where load_content.country_id = held.country_id
                and load_content.provider_id = held.provider_id
                and load_content.indicator_id = held.indicator_id
                and not load.is_sample) as is_real
    from dw.series_source as held
    where held.first_load in (select other_load.load_id from other_load where other_load.is_sample)
        and held.provider_id in (select own.provider_id from own)
),
forgotten as (
    delete from dw.series_source as held
    using of_sample
    where held.country_id = of_sample.country_id
        and held.indicator_id = of_sample.indicator_id
        and held.provider_id = of_sample.provider_id
        and not of_sample.is_real
),
taken as (
    update dw.series_source as held
    set first_load = @load_id::integer
    from own
    join of_sample using (country_id, indicator_id, provider_id)
    where held.country_id = own.country_id
        and held.indicator_id = own.indicator_id
        and held.provider_id = own.provider_id
)
insert into dw.series_source (country_id, indicator_id, provider_id, first_load)
select country_id, indicator_id, provider_id, @load_id::integer
from own
on conflict do nothing
