-- One row per figure of a whole that the office reports and that differs from the sum of its parts, if this load changed either; the
-- largest differences first.
with given as materialized (
    select said.country_id, said.provider_id, said.indicator_id, area_level.area_level
    from (
        select content.country_id, content.provider_id, content.indicator_id
        from ingest.staged_content as content
        where content.submission_number = @submission_number
        union
        select covered.country_id, covered.provider_id, covered.indicator_id
        from covered
    ) as said
    cross join (values (0::smallint), (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as area_level (area_level)
    cross join lateral (
        select load_content.load_id
        from dw.load_content
        where load_content.country_id = said.country_id
            and load_content.provider_id = said.provider_id
            and load_content.indicator_id = said.indicator_id
            and load_content.area_level = area_level.area_level
        -- It is enough that one load exists, so the other loads of the office are not read.
        limit 1
    ) as any_load
),
-- Only partitions with parts below them that could be summed.
place as materialized (
    select staged.country_id, staged.provider_id, staged.area_level
    from (
        select distinct country_id, provider_id, area_level
        from ingest.staged_content
        where submission_number = @submission_number) as staged
    where exists (
        select from given
        where given.country_id = staged.country_id
            and given.provider_id = staged.provider_id
            and given.area_level > staged.area_level)
),
asked as (
    select touched.country_id, touched.indicator_id, touched.area_id, touched.breakdown_id, touched.provider_id, touched.period_id,
        touched.area_level
    from touched
    join given using (country_id, provider_id, indicator_id, area_level)
    where touched.part_level > touched.area_level
    union
    select incoming.country_id, incoming.indicator_id, incoming.area_id, incoming.breakdown_id, incoming.provider_id, incoming.period_id,
        incoming.area_level
    from place
    join incoming
        on incoming.country_id = place.country_id
        and incoming.provider_id = place.provider_id
        and incoming.area_level = place.area_level
)
select indicator.code as indicator, area.code as area, period.code as period, provider.code as source,
    breakdown.members,
    fact.value as reported, sum.value as derived, load_sheet.name as sheet, fact.source_row, fact.source_column
from asked
-- Look each one up by its key, whatever the planner estimates for figures that have just arrived.
cross join lateral (
    select held.value, held.part_level
    from dw.rollup_observation as held
    where held.country_id = asked.country_id
        and held.indicator_id = asked.indicator_id
        and held.area_id = asked.area_id
        and held.breakdown_id = asked.breakdown_id
        and held.provider_id = asked.provider_id
        and held.period_id = asked.period_id
        and held.part_level > held.area_level
        and held.figures_missing = 0
        and (held.is_register or held.parts_present = held.parts_expected)
    offset 0
) as sum
cross join lateral (
    select whole.indicator_id, whole.area_id, whole.period_id, whole.breakdown_id, whole.provider_id, whole.value, whole.load_from,
        whole.source_sheet, whole.source_row, whole.source_column
    from dw.fact_observation as whole
    where whole.country_id = asked.country_id
        and whole.indicator_id = asked.indicator_id
        and whole.area_id = asked.area_id
        and whole.breakdown_id = asked.breakdown_id
        and whole.provider_id = asked.provider_id
        and whole.area_level = asked.area_level
        and whole.period_id = asked.period_id
        and not whole.is_withdrawn
        and whole.value <> sum.value
    offset 0
) as fact
join ref.indicator on indicator.indicator_id = fact.indicator_id
join ref.area on area.area_id = fact.area_id
join dw.period on period.period_id = fact.period_id
join dw.breakdown on breakdown.breakdown_id = fact.breakdown_id
join ref.provider on provider.provider_id = fact.provider_id
left join dw.load_sheet on load_sheet.load_id = @load_id and fact.load_from = @load_id and load_sheet.sheet = fact.source_sheet
order by abs(fact.value - sum.value) desc, indicator.code, area.code, period.period_id, fact.breakdown_id, sum.part_level
