-- Returns no rows. Creates the temporary table `late_cell`: the figures of the submission, and those that it covers but does not give
-- although another publication gave them.
create temporary table late_cell on commit drop as
with asked as materialized (
    select country_id, provider_id, indicator_id, level, min(from_period) as from_period, max(to_period) as to_period
    from covered
    group by country_id, provider_id, indicator_id, level
),
-- List every figure of these that any publication gave, once per provider and indicator and not once per covered area.
known as materialized (
    select fact.*
    from asked
    cross join lateral (
        select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.area_level, held.period_id
        from dw.fact_observation as held
        where held.country_id = asked.country_id
            and held.provider_id = asked.provider_id
            and held.indicator_id = asked.indicator_id
            and held.area_level = asked.level
            and held.period_id between asked.from_period and asked.to_period
        union all
        select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.area_level, held.period_id
        from dw.fact_history as held
        where held.country_id = asked.country_id
            and held.provider_id = asked.provider_id
            and held.indicator_id = asked.indicator_id
            and held.area_level = asked.level
            and held.period_id between asked.from_period and asked.to_period
        offset 0
    ) as fact
),
-- Unnest before the join: otherwise the server would scan the whole coverage for every figure.
within as materialized (
    select known.*, above.area_id as whole_id
    from known
    join ref.area on area.area_id = known.area_id
    cross join lateral unnest(area.path) as above (area_id)
)
select incoming.*, false as is_missing
from incoming
union all
select gone.area_id, gone.period_id, gone.breakdown_id, 0, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id, gone.area_level,
    0::smallint, 0::smallint, null, null, null, true
from (
    select distinct within.country_id, within.indicator_id, within.area_id, within.breakdown_id, within.provider_id, within.area_level,
        within.period_id
    from within
    join covered
        on covered.country_id = within.country_id
        and covered.provider_id = within.provider_id
        and covered.indicator_id = within.indicator_id
        and covered.level = within.area_level
        and covered.area_id = within.whole_id
        and within.period_id between covered.from_period and covered.to_period
) as gone
where not exists (
    select
    from incoming
    where incoming.country_id = gone.country_id
        and incoming.indicator_id = gone.indicator_id
        and incoming.area_id = gone.area_id
        and incoming.breakdown_id = gone.breakdown_id
        and incoming.provider_id = gone.provider_id
        and incoming.period_id = gone.period_id)
