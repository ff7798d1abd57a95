-- How many figures are withdrawn: they lie in what this file says it covers, and it no longer has them. One row.
with covered as materialized (
    select indicator.indicator_id, area.country_id, area.area_id as whole_id, staged.level, load.provider_id, load.publication_date,
        first_period.first_day, last_period.last_day, staged.freq
    from ingest.staged_scope as staged
    join dw.load on load.load_id = @load_id
    join ref.indicator on indicator.code = staged.indicator
    join ref.area on area.code = staged.area
    join dw.period as first_period on first_period.period_id = staged.from_period
    join dw.period as last_period on last_period.period_id = staged.to_period
    where staged.submission_number = @submission_number
),
-- Everything of these series that holds now, before where and when are asked: one pass over the index.
standing as materialized (
    select covered.whole_id, covered.level, covered.freq, covered.first_day, covered.last_day, covered.publication_date,
        fact.country_id, fact.indicator_id, fact.area_id, fact.breakdown_id, fact.provider_id, fact.period_id, fact.load_from
    from covered
    join dw.fact_observation as fact
        on fact.load_to is null
        and fact.country_id = covered.country_id
        and fact.indicator_id = covered.indicator_id
        and fact.provider_id = covered.provider_id
),
missing as materialized (
    select standing.country_id, standing.indicator_id, standing.area_id, standing.breakdown_id, standing.provider_id, standing.period_id, standing.load_from
    from standing
    join ref.area on area.area_id = standing.area_id and area.level = standing.level and standing.whole_id = any (area.path)
    join dw.period on period.period_id = standing.period_id and period.freq = standing.freq
        and period.first_day >= standing.first_day and period.last_day <= standing.last_day
    join dw.load as held on held.load_id = standing.load_from
    left join incoming
        on incoming.country_id = standing.country_id
        and incoming.indicator_id = standing.indicator_id
        and incoming.area_id = standing.area_id
        and incoming.breakdown_id = standing.breakdown_id
        and incoming.period_id = standing.period_id
    where incoming.area_id is null
        and (held.publication_date is null or standing.publication_date is null or held.publication_date <= standing.publication_date)
),
gone as (
    update dw.fact_observation as fact
    set load_to = @load_id
    from missing
    where fact.country_id = missing.country_id
        and fact.indicator_id = missing.indicator_id
        and fact.area_id = missing.area_id
        and fact.breakdown_id = missing.breakdown_id
        and fact.provider_id = missing.provider_id
        and fact.period_id = missing.period_id
        and fact.load_from = missing.load_from
    returning 1
)
select count(*)::integer as withdrawn
from gone
