-- How many figures are withdrawn: they lie in what this file says it covers, and it no longer has them. One row.
with covered as (
    select indicator.indicator_id, area.area_id as whole_id, staged.level, load.provider_id, load.publication_date,
        first_period.first_day, last_period.last_day, staged.freq
    from ingest.staged_scope as staged
    join dw.load on load.load_id = @load_id
    join ref.indicator on indicator.code = staged.indicator
    join ref.area on area.code = staged.area
    join dw.period as first_period on first_period.period_id = staged.from_period
    join dw.period as last_period on last_period.period_id = staged.to_period
    where staged.submission_number = @submission_number
),
gone as (
    update dw.fact_observation as fact
    set load_to = @load_id
    from covered
    join ref.area on area.path @> array[covered.whole_id] and area.level = covered.level
    join dw.period on period.freq = covered.freq and period.first_day >= covered.first_day and period.last_day <= covered.last_day
    cross join dw.load as held
    where fact.load_to is null
        and fact.load_from < @load_id
        and fact.country_id = area.country_id
        and fact.indicator_id = covered.indicator_id
        and fact.area_id = area.area_id
        and fact.provider_id = covered.provider_id
        and fact.period_id = period.period_id
        and held.load_id = fact.load_from
        and (held.publication_date is null or covered.publication_date is null or held.publication_date <= covered.publication_date)
        and not exists (
            select from incoming
            where incoming.country_id = fact.country_id
                and incoming.indicator_id = fact.indicator_id
                and incoming.area_id = fact.area_id
                and incoming.breakdown_id = fact.breakdown_id
                and incoming.period_id = fact.period_id
        )
    returning 1
)
select count(*)::integer as withdrawn
from gone
