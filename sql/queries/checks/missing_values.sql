-- One row per indicator and frequency for which a submission lacks figures of areas and periods that it claims to cover: how many are
-- missing, and the first of them.
with scope as materialized (
    select indicator.indicator_id, provider.provider_id, whole.area_id, whole.country_id, staged.freq, staged.level,
        min(staged.parts_expected) as parts_expected, min(staged.from_period) as from_period, max(staged.to_period) as to_period,
        (select count(*) from dw.period where period.period_id between min(staged.from_period) and max(staged.to_period)) as periods
    from ingest.staged_scope as staged
    join ref.provider on provider.code = staged.provider
    join ref.indicator on indicator.code = staged.indicator
    join ref.area as whole on whole.code = staged.area
    where staged.submission_number = @submission_number
    group by indicator.indicator_id, provider.provider_id, whole.area_id, whole.country_id, staged.freq, staged.level
    -- If two tables of a file claim different coverage of an indicator, nobody can tell which table should have which figure.
    having count(distinct staged.parts_expected) = 1 and not bool_or(staged.absent_is_zero)
),
-- Areas that collect incidents without a recorded place are not parts that could be missing.
nowhere as materialized (
    select coalesce(array_agg(area_id), '{}') as area_ids
    from ref.area
    where type = 'Unspecified'
),
-- A row of content means every one of its areas in every one of its periods, so figures are counted without looking at each.
given as materialized (
    select scope.indicator_id, scope.provider_id, scope.area_id, scope.freq, scope.level, content.breakdown_id,
        scope.parts_expected * scope.periods - sum(cardinality(content.period_ids)::bigint * (
            cardinality(content.area_ids)
            - case when content.area_ids && nowhere.area_ids
                then (select count(*) from unnest(content.area_ids) as part (area_id) where part.area_id = any (nowhere.area_ids))
                else 0 end)) as missing
    from scope
    cross join nowhere
    join ingest.staged_content as content
        on content.submission_number = @submission_number
        and content.country_id = scope.country_id
        and content.provider_id = scope.provider_id
        and content.indicator_id = scope.indicator_id
        and content.area_level = scope.level
        and content.freq::text = scope.freq
    group by scope.indicator_id, scope.provider_id, scope.area_id, scope.freq, scope.level, scope.parts_expected, scope.periods,
        content.breakdown_id
),
short as materialized (
    select distinct on (indicator_id, provider_id, area_id, freq, level) indicator_id, provider_id, area_id, freq, level, breakdown_id,
        sum(missing) over (partition by indicator_id, provider_id, area_id, freq, level) as missing
    from given
    where missing > 0
    order by indicator_id, provider_id, area_id, freq, level, missing desc, breakdown_id
),
-- For each indicator, list the missing figures of one breakdown only, the one that lacks most.
first as (
    select distinct on (absent.indicator_id, absent.provider_id, absent.whole_id, absent.freq, absent.level) absent.indicator_id,
        absent.provider_id, absent.whole_id, absent.freq, absent.level, absent.code as area, period.code as period
    from (
        select short.indicator_id, short.provider_id, short.area_id as whole_id, short.freq, short.level, part.area_id, part.code,
            period.period_id
        from short
        join scope using (indicator_id, provider_id, area_id, freq, level)
        join ref.area as part on part.code = any (@parts) and part.level = short.level and part.path @> array[short.area_id]
        join dw.period on period.period_id between scope.from_period and scope.to_period
        except
        select short.indicator_id, short.provider_id, short.area_id, short.freq, short.level, part.area_id, part.code, period.period_id
        from short
        join ingest.staged_content as content
            on content.submission_number = @submission_number
            and content.provider_id = short.provider_id
            and content.indicator_id = short.indicator_id
            and content.breakdown_id = short.breakdown_id
            and content.area_level = short.level
            and content.freq::text = short.freq
        cross join unnest(content.area_ids) as given (area_id)
        cross join unnest(content.period_ids) as period (period_id)
        join ref.area as part on part.area_id = given.area_id
    ) as absent
    join dw.period using (period_id)
    order by absent.indicator_id, absent.provider_id, absent.whole_id, absent.freq, absent.level, absent.period_id, absent.code
)
select indicator.code as indicator, first.area, first.period, breakdown.members,
    short.missing::bigint as figures
from short
join ref.indicator using (indicator_id)
join dw.breakdown using (breakdown_id)
left join first
    on first.indicator_id = short.indicator_id
    and first.provider_id = short.provider_id
    and first.whole_id = short.area_id
    and first.freq = short.freq
    and first.level = short.level
order by indicator.code, short.freq
