-- One row per figure of a whole that would differ from the sum of its parts, if the submission gives the whole or the parts; the largest
-- differences first. Parts and whole have the same period here: sums of months are only known once they are loaded.
with place as materialized (
    select distinct country_id, provider_id, indicator_id, area_level
    from ingest.staged_content
    where submission_number = @submission_number
),
-- Sum parts only if the office gives figures of the whole too, in this submission or an earlier one.
scope as materialized (
    select distinct provider.provider_id, indicator.indicator_id, whole.area_id, whole.country_id, whole.level as whole_level,
        staged.level as part_level, staged.parts_expected, staged.absent_is_zero, staged.from_period, staged.to_period
    from ingest.staged_scope as staged
    join ref.provider on provider.code = staged.provider
    join ref.indicator on indicator.code = staged.indicator and indicator.kind = 'count'
    join ref.area as whole on whole.code = staged.area
    where staged.submission_number = @submission_number
        and (exists (
                select
                from place
                where place.country_id = whole.country_id
                    and place.provider_id = provider.provider_id
                    and place.indicator_id = indicator.indicator_id
                    and place.area_level = whole.level)
            or exists (
                select
                from dw.load_content
                where load_content.country_id = whole.country_id
                    and load_content.provider_id = provider.provider_id
                    and load_content.indicator_id = indicator.indicator_id
                    and load_content.area_level = whole.level))
),
-- The combinations of country, provider, indicator and level in the submission that have parts below them, and the levels of parts that
-- the submission itself gives.
above as materialized (
    select place.*, (
            select coalesce(array_agg(below.area_level), '{}')
            from place as below
            where below.country_id = place.country_id
                and below.provider_id = place.provider_id
                and below.indicator_id = place.indicator_id) as given_levels
    from place
    where exists (
        select
        from dw.load_content
        where load_content.country_id = place.country_id
            and load_content.provider_id = place.provider_id
            and load_content.indicator_id = place.indicator_id
            and load_content.area_level > place.area_level)
),
made as materialized (
    select incoming.country_id, incoming.provider_id, incoming.indicator_id, scope.area_id, scope.whole_level, incoming.breakdown_id,
        incoming.period_id, sum(incoming.value) as value
    from scope
    join incoming
        on incoming.country_id = scope.country_id
        and incoming.provider_id = scope.provider_id
        and incoming.indicator_id = scope.indicator_id
        and incoming.area_level = scope.part_level
        and incoming.period_id between scope.from_period and scope.to_period
    join ref.area on area.area_id = incoming.area_id and area.path @> array[scope.area_id]
    group by incoming.country_id, incoming.provider_id, incoming.indicator_id, scope.area_id, scope.whole_level, scope.part_level,
        incoming.breakdown_id, incoming.period_id, scope.parts_expected, scope.absent_is_zero
    having count(*) = count(incoming.value)
        and (scope.absent_is_zero or count(*) filter (where area.type is distinct from 'Unspecified') = scope.parts_expected)
),
differing as (
    select made.country_id, made.provider_id, made.indicator_id, made.area_id, made.breakdown_id, made.period_id, made.value as derived,
        case when own.area_id is null then held.value else own.value end as reported, own.source_sheet, own.source_row, own.source_column
    from made
    left join incoming as own
        on own.country_id = made.country_id
        and own.provider_id = made.provider_id
        and own.indicator_id = made.indicator_id
        and own.area_id = made.area_id
        and own.area_level = made.whole_level
        and own.breakdown_id = made.breakdown_id
        and own.period_id = made.period_id
    left join dw.fact_observation as held
        on held.country_id = made.country_id
        and held.provider_id = made.provider_id
        and held.indicator_id = made.indicator_id
        and held.area_id = made.area_id
        and held.area_level = made.whole_level
        and held.breakdown_id = made.breakdown_id
        and held.period_id = made.period_id
        and not held.is_withdrawn
    union
    -- A whole that the submission gives without parts, beside the current sum of its parts.
    select incoming.country_id, incoming.provider_id, incoming.indicator_id, incoming.area_id, incoming.breakdown_id, incoming.period_id,
        sum.value, incoming.value, incoming.source_sheet, incoming.source_row, incoming.source_column
    from above
    join incoming
        on incoming.country_id = above.country_id
        and incoming.provider_id = above.provider_id
        and incoming.indicator_id = above.indicator_id
        and incoming.area_level = above.area_level
    join dw.rollup_observation as sum
        on sum.country_id = incoming.country_id
        and sum.indicator_id = incoming.indicator_id
        and sum.area_id = incoming.area_id
        and sum.breakdown_id = incoming.breakdown_id
        and sum.provider_id = incoming.provider_id
        and sum.period_id = incoming.period_id
        and sum.part_level > sum.area_level
        and sum.figures_missing = 0
        and (sum.is_register or sum.parts_present = sum.parts_expected)
    -- Parts of the same submission will replace the current ones, so the sum of the current ones is not compared.
    where not (sum.part_level = any (above.given_levels))
)
select indicator.code as indicator, area.code as area, period.code as period, provider.code as source,
    breakdown.members,
    differing.reported, differing.derived, sheet.code as sheet, coalesce(differing.source_row, 0) as source_row,
    coalesce(differing.source_column, 0::smallint) as source_column
from differing
join ref.indicator using (indicator_id)
join ref.area using (area_id)
join dw.period using (period_id)
join dw.breakdown using (breakdown_id)
join ref.provider using (provider_id)
left join ingest.staged_code as sheet
    on sheet.submission_number = @submission_number
    and sheet.book = 'S'
    and sheet.number = differing.source_sheet
where differing.reported <> differing.derived
order by abs(differing.reported - differing.derived) desc, indicator.code, area.code, period.period_id, differing.breakdown_id
