-- One row per indicator and frequency of which a submission lacks figures for parts and periods that it says it covers: how many, and the first.
with scope as materialized (
    select indicator.indicator_id, provider.provider_id, whole.area_id, whole.country_id, staged.freq, staged.level, min(staged.parts_expected) as parts_expected,
        min(staged.from_period) as from_period, max(staged.to_period) as to_period,
        (select count(*) from dw.period where period.period_id between min(staged.from_period) and max(staged.to_period)) as periods
    from ingest.staged_scope as staged
    join ref.provider on provider.code = staged.provider
    join ref.indicator on indicator.code = staged.indicator
    join ref.area as whole on whole.code = staged.area
    where staged.submission_number = @submission_number
    group by indicator.indicator_id, provider.provider_id, whole.area_id, whole.country_id, staged.freq, staged.level
    -- Where two tables say two things of one indicator it is not known which of its figures which table has to have.
    having count(distinct staged.parts_expected) = 1 and not bool_or(staged.absent_is_zero)
),
-- A row of content is every area in it times every period in it: nothing has to be looked at figure by figure.
given as materialized (
    select scope.indicator_id, scope.provider_id, scope.area_id, scope.freq, scope.level, content.breakdown_id,
        scope.parts_expected * scope.periods
            - sum(cardinality(content.period_ids)::bigint * (select count(*) from unnest(content.area_ids) as part (area_id) join ref.area using (area_id) where area.type is distinct from 'Unspecified')) as missing
    from scope
    join ingest.staged_content as content
        on content.submission_number = @submission_number
        and content.country_id = scope.country_id
        and content.provider_id = scope.provider_id
        and content.indicator_id = scope.indicator_id
        and content.area_level = scope.level
        and content.freq::text = scope.freq
    group by scope.indicator_id, scope.provider_id, scope.area_id, scope.freq, scope.level, scope.parts_expected, scope.periods, content.breakdown_id
),
short as (
    select distinct on (indicator_id, provider_id, area_id, freq, level) indicator_id, provider_id, area_id, freq, level, breakdown_id,
        sum(missing) over (partition by indicator_id, provider_id, area_id, freq, level) as missing
    from given
    where missing > 0
    order by indicator_id, provider_id, area_id, freq, level, missing desc, breakdown_id
)
select indicator.code as indicator, first.area, first.period, breakdown.sex, breakdown.age, breakdown.mechanism, breakdown.relationship, breakdown.motive,
    breakdown.place, breakdown.area as urban, breakdown.citizenship, breakdown.exploitation, breakdown.drug, breakdown.offence, short.missing::bigint as figures
from short
join scope using (indicator_id, provider_id, area_id, freq, level)
join ref.indicator using (indicator_id)
join dw.breakdown using (breakdown_id)
left join lateral (
    select part.code as area, period.code as period
    from ref.area as part
    cross join dw.period
    where part.code = any (@parts)
        and part.level = short.level
        and part.path @> array[short.area_id]
        and period.period_id between scope.from_period and scope.to_period
        and not exists (
            select
            from ingest.staged_content as content
            where content.submission_number = @submission_number
                and content.provider_id = short.provider_id
                and content.indicator_id = short.indicator_id
                and content.breakdown_id = short.breakdown_id
                and content.area_level = short.level
                and part.area_id = any (content.area_ids)
                and period.period_id = any (content.period_ids))
    order by period.period_id, part.code
    limit 1
) as first on true
order by indicator.code, short.freq
