-- How many figures are withdrawn: the file covers them, and no longer has them. One row.
-- Materialized: planned together with the update, the comparison is taken for one row and done by a loop over everything.
with missing as materialized (
    select standing.*
    from standing
    left join incoming
        on incoming.country_id = standing.country_id
        and incoming.indicator_id = standing.indicator_id
        and incoming.area_id = standing.area_id
        and incoming.breakdown_id = standing.breakdown_id
        and incoming.provider_id = standing.provider_id
        and incoming.period_id = standing.period_id
    where incoming.area_id is null
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
