-- One row per requested indicator, area, period, breakdown and provider: the reported figure; failing that, the stored sum of shorter
-- periods or of parts, if all are present; failing that, the sum of those that are present, marked as incomplete. If only the newest
-- observations of each series are requested, one earlier observation with a value is added, so that the reader can detect a break between
-- the two.
with asked_area as (
    select area_id, code, country_id, country, level
    from pub.area
    where code = any (@areas)
),
asked_indicator as (
    select indicator_id, code, kind = 'count' as adds_up, kind = 'count' and not is_stock as adds_up_over_time
    from pub.indicator
    where code = any (@indicators)
),
-- Offices explain figures of the total, so their explanations are only shown there.
total as materialized (
    select breakdown_id
    from pub.breakdown
    where (sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence)
        = ('_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T', '_T')
),
-- Number the breakdowns in the order of the answer, so that sorting compares one number and not eleven texts per figure.
asked_breakdown as materialized (
    select *,
        row_number() over (
            order by sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence) as place_in_order
    from pub.breakdown
    where (@sex::text[] is null or sex = any (@sex))
        and (@age::text[] is null or age = any (@age))
        and (@mechanism::text[] is null or mechanism = any (@mechanism))
        and (@relationship::text[] is null or relationship = any (@relationship))
        and (@motive::text[] is null or motive = any (@motive))
        and (@place::text[] is null or place = any (@place))
        and (@urban::text[] is null or area = any (@urban))
        and (@citizenship::text[] is null or citizenship = any (@citizenship))
        and (@exploitation::text[] is null or exploitation = any (@exploitation))
        and (@drug::text[] is null or drug = any (@drug))
        and (@offence::text[] is null or offence = any (@offence))
),
-- The provider whose figures are used for each country and indicator: the requested ones, or the preferred one of those that have figures.
-- Materialized, because otherwise the planner would merge it into the joins below and find it again for every area and figure.
speaking as materialized (
    select asked.country_id, asked.indicator_id, source.provider_id
    from (
        select distinct asked_area.country_id, asked_area.country, asked_indicator.indicator_id, asked_indicator.code
        from asked_area cross join asked_indicator) as asked
    cross join lateral (
        select series_source.provider_id
        from pub.series_source
        left join lateral (
            select min(preferred_source.rank) as rank
            from pub.preferred_source
            where preferred_source.provider_id = series_source.provider_id
                and preferred_source.area in ('*', asked.country)
                and preferred_source.indicator in ('*', asked.code)
        ) as preference on true
        where series_source.country_id = asked.country_id
            and series_source.indicator_id = asked.indicator_id
            and (@sources::text[] is null
                or series_source.provider_id in (select provider_id from pub.provider where code = any (@sources)))
        order by preference.rank nulls last, series_source.provider_id
        limit case when @sources::text[] is null and not @all_sources then 1 end
    ) as source
),
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
-- Prefer reported to derived, then complete to incomplete, then nearer levels and longer periods.
chosen as (
    select distinct on (area_id, indicator_id, breakdown_id, provider_id, period_id) *
    from candidate
    order by area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported desc, is_complete desc, part_level, fineness
),
kept as (
    select area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported, is_complete, value, lower_bound,
        upper_bound, attribute_set_id, more_sets, load_id,
        parts_present, parts_expected, part_level, part_is_area, fineness
    from chosen
    where @last_n_observations::integer is null
    union all
    select area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported, is_complete, value, lower_bound,
        upper_bound, attribute_set_id, more_sets, load_id,
        parts_present, parts_expected, part_level, part_is_area, fineness
    from (
        select numbered.*,
            max(period_id) filter (where not is_newest and is_complete and value is not null)
                over (partition by area_id, indicator_id, breakdown_id, provider_id) as last_before
        from (
            select chosen.*,
                lead(1, @last_n_observations::integer)
                    over (partition by area_id, indicator_id, breakdown_id, provider_id order by period_id) is null as is_newest
            from chosen
            where @last_n_observations::integer is not null
        ) as numbered
    ) as looked_back
    where is_newest or period_id = last_before
)
select asked_indicator.code as indicator,
    asked_area.code as area,
    period.period_id,
    asked_breakdown.sex, asked_breakdown.age, asked_breakdown.mechanism, asked_breakdown.relationship, asked_breakdown.motive,
    asked_breakdown.place, asked_breakdown.area as urban,
    asked_breakdown.citizenship, asked_breakdown.exploitation, asked_breakdown.drug, asked_breakdown.offence,
    provider.code as source,
    case when kept.is_complete then kept.value end as value,
    kept.lower_bound,
    kept.upper_bound,
    attribute_set.counting_unit as unit,
    case
        when cardinality(kept.more_sets) > 1 then (
            select string_agg(distinct more.statuses, ';')
            from pub.attribute_set as more
            where more.attribute_set_id = any (kept.more_sets))
        else attribute_set.statuses
    end as statuses,
    nullif(concat_ws(
        E'\n',
        case
            when cardinality(kept.more_sets) > 1 then (
                select string_agg(distinct nullif(more.notes, ''), E'\n')
                from pub.attribute_set as more
                where more.attribute_set_id = any (kept.more_sets))
            else nullif(attribute_set.notes, '')
        end,
        -- Add the office's explanation of a warning to the area and period that it is about, as long as the figure comes from the load that
        -- was explained.
        case when kept.breakdown_id = (select breakdown_id from total) then (
            select string_agg(
                format(
                    '"%s %s [und]: %s', coalesce(load_note.office, 'OBSERVATORY'), to_char(load_note.at at time zone 'UTC', 'YYYY-MM-DD'),
                    replace(load_note.text, E'\n', ' ')),
                E'\n' order by load_note.ordinal)
            from pub.load_note
            where load_note.load_id = kept.load_id
                and load_note.indicator = asked_indicator.code
                and (
                    load_note.area is null
                    or exists (
                        select
                        from pub.load_note_figure as noted
                        where noted.load_id = load_note.load_id
                            and noted.ordinal = load_note.ordinal
                            and noted.area_id = asked_area.area_id
                            and noted.first_day <= period.last_day
                            and noted.last_day >= period.first_day))
        ) end), '') as notes,
    not kept.is_reported as derived,
    kept.is_reported or kept.is_complete as complete,
    case when kept.is_reported or kept.is_complete then null else kept.value end as partial_value,
    kept.parts_present,
    kept.parts_expected,
    kept.part_level::smallint,
    substr(@freq::text || 'ASQM', 1 + kept.fineness, 1) as part_freq,
    kept.part_is_area,
    load.submission_number as submission,
    load.loaded_at,
    load.mapping,
    (select max(vintage) from pub.vintage) as vintage
from kept
join asked_indicator using (indicator_id)
join asked_area using (area_id)
join pub.period on period.period_id = kept.period_id
join asked_breakdown using (breakdown_id)
join pub.provider using (provider_id)
join pub.load on load.load_id = kept.load_id
join pub.attribute_set on attribute_set.attribute_set_id = kept.attribute_set_id
where @after_indicator::text is null
    or (asked_indicator.code collate "C", asked_area.code collate "C", provider.code collate "C")
        >= (@after_indicator::text, @after_area::text, @after_source::text)
-- Ordered by code point, whatever the locale of the database, because the program cuts pages in that order.
order by asked_indicator.code collate "C", asked_area.code collate "C", provider.code collate "C",
    asked_breakdown.place_in_order, period.period_id
limit @take
