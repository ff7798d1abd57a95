-- Returns no rows. Adds to `change` the sample figures that the submission does not replace: invented figures of an office are never shown
-- beside real ones.
insert into change
-- The first real load of an office has withdrawn all its sample figures, so later loads need not look for them.
with first_of as materialized (
    select distinct staged.provider_id
    from ingest.staged_content as staged
    where staged.submission_number = @submission_number
        and not exists (
            select
            from dw.load as earlier
            where earlier.vintage is not null
                and earlier.took_samples
                and earlier.provider_ids @> array[staged.provider_id]
                -- That load must have given figures of the provider, and not only claimed coverage.
                and exists (
                    select
                    from dw.load_content
                    where load_content.load_id = earlier.load_id
                        and load_content.provider_id = staged.provider_id))
)
select gone.area_id, gone.period_id, gone.breakdown_id, gone.attribute_set_id, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id,
    gone.area_level, 0::smallint, 0::smallint, null, null, null, 'withdrawn', gone.attribute_set_id, gone.value, gone.load_from
from other_load as sample
cross join lateral (
    select load_content.*
    from dw.load_content
    where load_content.load_id = sample.load_id
    offset 0
) as content
cross join lateral unnest(content.area_ids) as area (area_id)
cross join lateral unnest(content.period_ids) as period (period_id)
cross join lateral (
    select fact.*
    from dw.fact_observation as fact
    where fact.country_id = content.country_id
        and fact.indicator_id = content.indicator_id
        and fact.area_id = area.area_id
        and fact.breakdown_id = content.breakdown_id
        and fact.provider_id = content.provider_id
        and fact.area_level = content.area_level
        and fact.period_id = period.period_id
    -- Look each one up by its key.
    offset 0
) as gone
where sample.is_sample
    and exists (select from first_of)
    and gone.load_from = sample.load_id
    and not gone.is_withdrawn
    and content.provider_id in (select first_of.provider_id from first_of)
    and not exists (
        select
        from incoming
        where incoming.country_id = gone.country_id
            and incoming.indicator_id = gone.indicator_id
            and incoming.area_id = gone.area_id
            and incoming.breakdown_id = gone.breakdown_id
            and incoming.provider_id = gone.provider_id
            and incoming.area_level = gone.area_level
            and incoming.period_id = gone.period_id)
