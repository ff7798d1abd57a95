-- One row per requested indicator, area, period, breakdown and provider, from the versions that were current at a vintage, or from the
-- newest that each office had published by a day. Sums are calculated here, by the same rule as the stored sums.
with
\ir ../../parts/asked_series.sql
-- The areas whose figures can be used for an area: itself and, for indicators that add up, all areas inside it. Rates and shares of parts
-- cannot be added up.
part as (
    select asked_area.area_id as asked_id, area.area_id, area.level, asked_area.country_id,
        area.type is not distinct from 'Unspecified' as is_unspecified
    from asked_area
    join pub.area on area.path @> array[asked_area.area_id]
),
asked_period as (
    select period.period_id, period.freq, target.period_id as target_id
    from pub.period
    join pub.period as target
        on target.period_id =
            case @freq when 'A' then period.year_id
                when 'S' then coalesce(period.semester_id, period.period_id)
                when 'Q' then coalesce(period.quarter_id, period.period_id)
                else period.period_id end
    where target.freq = @freq
        and target.period_id between @from_period::integer and @to_period::integer
),
series as materialized (
    select part.asked_id, part.level, part.area_id, part.area_id = part.asked_id as is_self, part.is_unspecified, speaking.country_id,
        speaking.indicator_id, speaking.provider_id, asked_indicator.adds_up_over_time
    from speaking
    join part on part.country_id = speaking.country_id
    join asked_indicator on asked_indicator.indicator_id = speaking.indicator_id
    where part.area_id = part.asked_id or asked_indicator.adds_up
),
-- Read each series by the index. Joined all at once, the planner would search all figures, once for each period.
versions as materialized (
    select series.asked_id, series.level, series.area_id, series.country_id, series.indicator_id, series.provider_id,
        series.adds_up_over_time, series.is_self,
        series.is_unspecified, version.breakdown_id, version.period_id, version.value, version.lower_bound, version.upper_bound,
        version.attribute_set_id, version.load_from, version.is_withdrawn, version.published_on, version.is_sample, version.stands_as
    from series
    cross join lateral (
        select version.*
        from pub.version
        where version.country_id = series.country_id
            and version.indicator_id = series.indicator_id
            and version.area_id = series.area_id
            and version.area_level = series.level
            and version.provider_id = series.provider_id
            and version.breakdown_id = any (array(select breakdown_id from asked_breakdown))
            and version.vintage_from <= @as_of::integer
            and case
                when @published_by::date is null then version.vintage_to is null or version.vintage_to > @as_of::integer
                -- A version that had been replaced by then stays replaced, whatever the publication dates of the two: the load that
                -- replaced it decided which of them counts.
                else version.published_on <= @published_by::date
                    and (version.load_to is null or version.load_to = version.load_from
                        or version.vintage_to > @as_of::integer or version.replaced_on > @published_by::date)
            end
        offset 0
    ) as version
),
-- Take one version of each figure: the one that was current at the vintage or, if a publication date is given, the newest that was
-- published by then. A real figure always comes before a sample figure.
held as (
    select distinct on (
            versions.asked_id, versions.country_id, versions.indicator_id, versions.area_id, versions.breakdown_id, versions.provider_id,
            versions.period_id)
        versions.asked_id, versions.level, versions.area_id, versions.country_id, versions.indicator_id, versions.provider_id,
        versions.breakdown_id, versions.period_id,
        asked_period.freq, asked_period.target_id, versions.value, versions.lower_bound, versions.upper_bound, versions.attribute_set_id,
        versions.load_from, versions.is_withdrawn, versions.is_self, versions.is_unspecified
    from versions
    join asked_period on asked_period.period_id = versions.period_id
    where asked_period.freq = @freq or versions.adds_up_over_time
    order by versions.asked_id, versions.country_id, versions.indicator_id, versions.area_id, versions.breakdown_id, versions.provider_id,
        versions.period_id, versions.is_sample, versions.published_on desc, versions.stands_as desc, versions.load_from desc
),
gathered as (
    select asked_id, level, freq, target_id, country_id, indicator_id, provider_id, breakdown_id, is_self,
        -- Incidents without a recorded place count in the total, but their area is not a part that could be missing.
        count(*) filter (where not is_withdrawn and (is_self or not is_unspecified)) as parts_present,
        case when is_self and freq = @freq then sum(value) else trim_scale(sum(value)) end as value,
        bool_and(value is not null) filter (where not is_withdrawn) as all_valued,
        case when is_self and freq = @freq then min(lower_bound) end as lower_bound,
        case when is_self and freq = @freq then max(upper_bound) end as upper_bound,
        array_agg(distinct attribute_set_id) filter (where not is_withdrawn) as attribute_set_ids,
        max(load_from) as load_id
    from held
    group by asked_id, level, freq, target_id, country_id, indicator_id, provider_id, breakdown_id, is_self
    having not bool_and(is_withdrawn)
),
-- The newest declaration of how many parts make a total complete. It is looked up once per series and period, not per breakdown, and only
-- if something has to be derived.
scope as materialized (
    select asked.asked_id, asked.level, asked.freq, asked.target_id, asked.indicator_id, asked.provider_id, newest.parts_expected,
        newest.absent_is_zero, newest.of_register
    from (
        select distinct asked_id, level, freq, target_id, country_id, indicator_id, provider_id
        from gathered
        where not is_self or freq <> @freq
    ) as asked
    join pub.period as target on target.period_id = asked.target_id
    cross join lateral (
        select load_scope.parts_expected, load_scope.absent_is_zero as of_register,
            load_scope.absent_is_zero and first_period.first_day <= target.first_day
                and last_period.last_day >= target.last_day as absent_is_zero
        from pub.load_scope
        join pub.load using (load_id)
        join pub.period as first_period on first_period.period_id = load_scope.from_period
        join pub.period as last_period on last_period.period_id = load_scope.to_period
        where load_scope.country_id = asked.country_id
            and load_scope.provider_id = asked.provider_id
            and load_scope.indicator_id = asked.indicator_id
            and load_scope.freq = asked.freq
            and load_scope.level = asked.level
            and (load_scope.area_id = asked.asked_id
                or (load_scope.absent_is_zero
                    and (select area.path from pub.area where area.area_id = asked.asked_id) @> array[load_scope.area_id]))
            and load.vintage <= @as_of::integer
            and (@published_by::date is null or load.published_on <= @published_by::date)
            -- The coverage of a sample is invented, so ignore it once the office has sent figures of its own.
            and not (load.is_sample and exists (
                select
                from pub.load as own
                where not own.is_sample
                    and own.vintage <= @as_of::integer
                    and (@published_by::date is null or own.published_on <= @published_by::date)
                    and own.provider_ids @> array[asked.provider_id]))
            and first_period.first_day <= target.last_day
            and last_period.last_day >= target.first_day
        order by load.is_behind, load.published_on desc, load_scope.load_id desc
        limit 1
    ) as newest
),
expected as (
    select gathered.*,
        target.months / case gathered.freq when 'A' then 12 when 'S' then 6 when 'Q' then 3 else 1 end as periods_expected,
        scope.parts_expected as areas_expected,
        coalesce(scope.absent_is_zero, false) as absent_is_zero,
        -- A register that covers only a part of the period: its sum is shown, but never as complete.
        coalesce(scope.of_register, false) as of_register
    from gathered
    join pub.period as target on target.period_id = gathered.target_id
    left join scope
        on scope.asked_id = gathered.asked_id
        and scope.level = gathered.level
        and scope.freq = gathered.freq
        and scope.target_id = gathered.target_id
        and scope.indicator_id = gathered.indicator_id
        and scope.provider_id = gathered.provider_id
),
candidate as (
    select asked_id as area_id, indicator_id, provider_id, breakdown_id, target_id as period_id, level as part_level,
        is_self as part_is_area, case when is_self and freq = @freq then 0 else position(freq in 'ASQM') end as fineness, value,
        lower_bound, upper_bound, attribute_set_ids[1] as attribute_set_id, attribute_set_ids as more_sets, load_id, parts_present,
        is_self and freq = @freq as is_reported,
        case when absent_is_zero then null when is_self then periods_expected else areas_expected * periods_expected end as parts_expected,
        all_valued and (
            (is_self and freq = @freq)
            or absent_is_zero
            or coalesce(parts_present = case when is_self then periods_expected else areas_expected * periods_expected end, false)
        ) as is_complete
    from expected
    where is_self or of_register or areas_expected is not null
),
\ir ../../parts/chosen_figures.sql
