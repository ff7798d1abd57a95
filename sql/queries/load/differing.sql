-- One row per figure that the office gives for a whole and that is not what its parts make, where this load changed either; the largest differences
-- first.
with asked as (
    select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id
    from touched
    where part_level > area_level
    union
    select incoming.country_id, incoming.indicator_id, incoming.area_id, incoming.breakdown_id, incoming.provider_id, incoming.period_id
    from (select distinct country_id, provider_id, area_level from ingest.staged_content where submission_number = @submission_number) as place
    join incoming
        on incoming.country_id = place.country_id
        and incoming.provider_id = place.provider_id
        and incoming.area_level = place.area_level
    -- Only where something lies below that could be summed to it.
    where exists (
        select
        from dw.load_content
        where load_content.country_id = place.country_id
            and load_content.provider_id = place.provider_id
            and load_content.area_level > place.area_level)
)
select indicator.code as indicator, area.code as area, period.code as period, provider.code as source,
    breakdown.sex, breakdown.age, breakdown.mechanism, breakdown.relationship, breakdown.motive, breakdown.place, breakdown.area as urban,
    breakdown.citizenship, breakdown.exploitation, breakdown.drug, breakdown.offence,
    fact.value as reported, sum.value as derived, load_sheet.name as sheet, fact.source_row, fact.source_column
from asked
join dw.rollup_observation as sum
    on sum.country_id = asked.country_id
    and sum.indicator_id = asked.indicator_id
    and sum.area_id = asked.area_id
    and sum.breakdown_id = asked.breakdown_id
    and sum.provider_id = asked.provider_id
    and sum.period_id = asked.period_id
    and sum.part_level > sum.area_level
    and sum.figures_missing = 0
    and (sum.is_register or sum.parts_present = sum.parts_expected)
join dw.fact_observation as fact
    on fact.country_id = asked.country_id
    and fact.indicator_id = asked.indicator_id
    and fact.area_id = asked.area_id
    and fact.breakdown_id = asked.breakdown_id
    and fact.provider_id = asked.provider_id
    and fact.area_level = sum.area_level
    and fact.period_id = asked.period_id
    and not fact.is_withdrawn
    and fact.value <> sum.value
join ref.indicator on indicator.indicator_id = fact.indicator_id
join ref.area on area.area_id = fact.area_id
join dw.period on period.period_id = fact.period_id
join dw.breakdown on breakdown.breakdown_id = fact.breakdown_id
join ref.provider on provider.provider_id = fact.provider_id
left join dw.load_sheet on load_sheet.load_id = @load_id and fact.load_from = @load_id and load_sheet.sheet = fact.source_sheet
order by abs(fact.value - sum.value) desc, indicator.code, area.code, period.period_id, fact.breakdown_id, sum.part_level
