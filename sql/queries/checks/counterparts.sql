-- One row per requested current figure, under the number of its request: as its office reported it, or as the sum of its parts. Only
-- figures of the total over every breakdown; the reported figure first, then the sum of the nearest level.
with asked as materialized (
    select asked.at, asked.area_id, asked.country_id, asked.area_level, asked.provider_id, asked.period_id, indicator.indicator_id
    from unnest(
        @ats::integer[], @indicators::text[], @areas::integer[], @countries::smallint[],
        @levels::smallint[], @providers::smallint[], @periods::integer[])
        as asked (at, indicator, area_id, country_id, area_level, provider_id, period_id)
    join ref.indicator on indicator.code = asked.indicator
),
total as materialized (
    select breakdown_id
    from dw.breakdown
    where '_T' = all (members)
),
standing as (
    select asked.at, true as is_reported, fact.area_level as part_level, fact.value
    from asked
    join dw.fact_observation as fact
        on fact.country_id = asked.country_id
        and fact.indicator_id = asked.indicator_id
        and fact.area_id = asked.area_id
        and fact.breakdown_id = (select breakdown_id from total)
        and fact.provider_id = asked.provider_id
        and fact.area_level = asked.area_level
        and fact.period_id = asked.period_id
    where not fact.is_withdrawn and fact.value is not null
    union all
    select asked.at, false, rollup.part_level, rollup.value
    from asked
    join dw.rollup_observation as rollup
        on rollup.country_id = asked.country_id
        and rollup.indicator_id = asked.indicator_id
        and rollup.area_id = asked.area_id
        and rollup.breakdown_id = (select breakdown_id from total)
        and rollup.provider_id = asked.provider_id
        and rollup.period_id = asked.period_id
    where rollup.figures_missing = 0 and (rollup.is_register or rollup.parts_present = rollup.parts_expected)
)
select at, value
from standing
order by at, is_reported desc, part_level
