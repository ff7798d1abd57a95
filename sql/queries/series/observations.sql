-- One row per requested indicator, area, period, breakdown and provider, as it is now: the reported figure; failing that, the stored sum of
-- shorter periods or of parts, if all are present; failing that, the sum of those that are present, marked as incomplete.
with
\ir ../../parts/asked_series.sql
asked as (
    select asked_area.area_id, asked_area.level, speaking.country_id, speaking.indicator_id, speaking.provider_id,
        asked_indicator.adds_up_over_time
    from speaking
    join asked_area on asked_area.country_id = speaking.country_id
    join asked_indicator on asked_indicator.indicator_id = speaking.indicator_id
),
-- The candidates for an answer: the reported figure, the stored sums and, for quarters and half-years, the area's own months and quarters.
candidate as (
    select asked.area_id, asked.indicator_id, asked.provider_id, fact.breakdown_id, fact.period_id, true as is_reported,
        true as is_complete, asked.level as part_level, true as part_is_area, 0 as fineness, fact.value, fact.lower_bound, fact.upper_bound,
        fact.attribute_set_id, null::integer[] as more_sets, fact.load_from as load_id,
        1::bigint as parts_present, 1 as parts_expected
    from asked
    join pub.fact
        on fact.country_id = asked.country_id
        and fact.indicator_id = asked.indicator_id
        and fact.area_id = asked.area_id
        and fact.area_level = asked.level
        and fact.provider_id = asked.provider_id
        and fact.breakdown_id = any (array(select breakdown_id from asked_breakdown))
        and fact.period_id between @from_period::integer and @to_period::integer
    union all
    select asked.area_id, asked.indicator_id, asked.provider_id, rollup.breakdown_id, rollup.period_id, false,
        rollup.figures_missing = 0 and (rollup.is_register or coalesce(rollup.parts_present = rollup.parts_expected, false)),
        rollup.part_level, rollup.part_level = asked.level, position(rollup.part_freq::text in 'ASQM'),
        case when rollup.figures_missing < rollup.figures then rollup.value end, null, null, rollup.attribute_set_id, null,
        rollup.load_id, rollup.parts_present, rollup.parts_expected
    from asked
    join pub.rollup
        on rollup.country_id = asked.country_id
        and rollup.indicator_id = asked.indicator_id
        and rollup.area_id = asked.area_id
        and rollup.provider_id = asked.provider_id
        and rollup.breakdown_id = any (array(select breakdown_id from asked_breakdown))
        and rollup.period_id between @from_period::integer and @to_period::integer
    where rollup.is_register or rollup.parts_expected is not null
        -- A register that covers only a part of the period: its sum is shown, but never as complete.
        or (
            select load_scope.absent_is_zero
            from pub.load_scope
            join pub.load using (load_id)
            join pub.period as target on target.period_id = rollup.period_id
            join pub.period as first_period on first_period.period_id = load_scope.from_period and first_period.first_day <= target.last_day
            join pub.period as last_period on last_period.period_id = load_scope.to_period and last_period.last_day >= target.first_day
            where load_scope.country_id = asked.country_id
                and load_scope.provider_id = asked.provider_id
                and load_scope.indicator_id = asked.indicator_id
                and load_scope.freq = rollup.part_freq::text
                and load_scope.level = rollup.part_level
                and (load_scope.area_id = asked.area_id
                    or (load_scope.absent_is_zero
                        and (select area.path from pub.area where area.area_id = asked.area_id) @> array[load_scope.area_id]))
                -- The coverage of a sample is invented, so ignore it once the office has sent figures of its own.
                and not (load.is_sample and exists (
                    select
                    from pub.load as own
                    where not own.is_sample
                        and own.vintage is not null
                        and own.provider_ids @> array[asked.provider_id]))
            order by load.is_behind, load.published_on desc, load_scope.load_id desc
            limit 1)
    union all
    select within.area_id, within.indicator_id, within.provider_id, within.breakdown_id, within.target_id, false,
        within.figures_missing = 0 and (coalesce(scope.is_register, false) or within.parts_present = within.periods_expected), within.level,
        true, position(within.freq in 'ASQM'), trim_scale(within.value), null, null, within.sets[1], within.sets, within.load_id,
        within.parts_present,
        case when scope.is_register then null else within.periods_expected end
    from (
        select asked.area_id, asked.level, asked.country_id, asked.indicator_id, asked.provider_id, fact.breakdown_id, period.freq,
            target.period_id as target_id, target.first_day, target.last_day, target.months / period.months as periods_expected,
            count(*) filter (where not fact.is_withdrawn) as parts_present,
            count(*) filter (where not fact.is_withdrawn and fact.value is null) as figures_missing,
            sum(fact.value) as value, array_agg(distinct fact.attribute_set_id) filter (where not fact.is_withdrawn) as sets,
            max(fact.load_from) as load_id
        from pub.period
        join pub.period as target on target.period_id = case @freq when 'S' then period.semester_id when 'Q' then period.quarter_id end
        cross join asked
        join pub.newest as fact
            on fact.country_id = asked.country_id
            and fact.indicator_id = asked.indicator_id
            and fact.area_id = asked.area_id
            and fact.area_level = asked.level
            and fact.provider_id = asked.provider_id
            and fact.breakdown_id = any (array(select breakdown_id from asked_breakdown))
            and fact.period_id = period.period_id
        where @freq in ('S', 'Q')
            and period.months < target.months
            and target.period_id between @from_period::integer and @to_period::integer
            and asked.adds_up_over_time
        group by asked.area_id, asked.level, asked.country_id, asked.indicator_id, asked.provider_id, fact.breakdown_id, period.freq,
            period.months, target.period_id, target.first_day, target.last_day, target.months
        having not bool_and(fact.is_withdrawn)
    ) as within
    left join lateral (
        select load_scope.absent_is_zero
            and first_period.first_day <= within.first_day
            and last_period.last_day >= within.last_day as is_register
        from pub.load_scope
        join pub.load using (load_id)
        join pub.period as first_period on first_period.period_id = load_scope.from_period and first_period.first_day <= within.last_day
        join pub.period as last_period on last_period.period_id = load_scope.to_period and last_period.last_day >= within.first_day
        where load_scope.country_id = within.country_id
            and load_scope.provider_id = within.provider_id
            and load_scope.indicator_id = within.indicator_id
            and load_scope.freq = within.freq
            and load_scope.level = within.level
            and (load_scope.area_id = within.area_id
                or (load_scope.absent_is_zero
                    and (select area.path from pub.area where area.area_id = within.area_id) @> array[load_scope.area_id]))
            and not (load.is_sample and exists (
                select
                from pub.load as own
                where not own.is_sample
                    and own.vintage is not null
                    and own.provider_ids @> array[within.provider_id]))
        order by load.is_behind, load.published_on desc, load_scope.load_id desc
        limit 1
    ) as scope on true
),
\ir ../../parts/chosen_figures.sql
