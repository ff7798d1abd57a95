-- One row per provider, indicator, country, frequency and level of area: for which periods and areas figures were reported, when last, and what is
-- missing in between. From what loads say they contained, never from the figures; of each period the newest load that contained it counts.
with asked_area as (
    select area_id, country_id, level
    from pub.area
    where @areas::text[] is null or code = any (@areas)
),
content as materialized (
    select load_content.load_id, load_content.country_id, load_content.provider_id, load_content.indicator_id, load_content.area_level, load_content.freq,
        load_content.period_ids,
        case when asked.is_whole then load_content.area_ids else inside.area_ids end as area_ids
    from pub.load_content
    join (select country_id, bool_or(level = 0) as is_whole from asked_area group by country_id) as asked using (country_id)
    -- Only a part of the country was asked for.
    left join lateral (
        select array_agg(area.area_id) as area_ids
        from unnest(load_content.area_ids) as listed (area_id)
        join pub.area on area.area_id = listed.area_id
        where area.path && (select array_agg(asked_area.area_id) from asked_area where asked_area.country_id = load_content.country_id)
    ) as inside on not asked.is_whole
    where load_content.indicator_id in (select indicator_id from pub.indicator where @indicators::text[] is null or code = any (@indicators))
        and (@sources::text[] is null or load_content.provider_id in (select provider_id from pub.provider where code = any (@sources)))
),
-- Few different lists of periods and of areas stand behind many rows: each is taken apart once.
listed_periods as (
    select country_id, provider_id, indicator_id, area_level, freq, load_id, period_ids
    from content
    where area_ids is not null
    group by country_id, provider_id, indicator_id, area_level, freq, load_id, period_ids
),
newest as materialized (
    select listed_periods.country_id, listed_periods.provider_id, listed_periods.indicator_id, listed_periods.area_level, listed_periods.freq, listed.period_id,
        (array_agg(load.load_id order by load.vintage desc))[1] as load_id
    from listed_periods
    cross join lateral unnest(listed_periods.period_ids) as listed (period_id)
    join pub.load using (load_id)
    group by listed_periods.country_id, listed_periods.provider_id, listed_periods.indicator_id, listed_periods.area_level, listed_periods.freq, listed.period_id
),
counted as (
    select content.country_id, content.provider_id, content.indicator_id, content.area_level, content.freq,
        sum(cardinality(content.area_ids)::bigint * held.periods)::bigint as figures
    from content
    cross join lateral (
        select count(*) as periods
        from newest
        where newest.country_id = content.country_id
            and newest.provider_id = content.provider_id
            and newest.indicator_id = content.indicator_id
            and newest.area_level = content.area_level
            and newest.freq = content.freq
            and newest.load_id = content.load_id
            and newest.period_id = any (content.period_ids)
    ) as held
    where content.area_ids is not null
        and held.periods > 0
    group by content.country_id, content.provider_id, content.indicator_id, content.area_level, content.freq
),
areas as (
    select country_id, provider_id, indicator_id, area_level, freq, count(distinct listed.area_id)::integer as areas
    from (
        select country_id, provider_id, indicator_id, area_level, freq, area_ids
        from content
        where area_ids is not null
        group by country_id, provider_id, indicator_id, area_level, freq, area_ids
    ) as lists
    cross join lateral unnest(lists.area_ids) as listed (area_id)
    group by country_id, provider_id, indicator_id, area_level, freq
),
spans as (
    select country_id, provider_id, indicator_id, area_level, freq, min(period_id) as first_id, max(period_id) as last_id, count(*)::integer as periods,
        array_agg(period_id) as period_ids
    from newest
    group by country_id, provider_id, indicator_id, area_level, freq
),
loads as (
    select listed_periods.country_id, listed_periods.provider_id, listed_periods.indicator_id, listed_periods.area_level, listed_periods.freq,
        count(distinct load.load_id)::integer as loads,
        (array_agg(load.load_id order by load.vintage desc))[1] as load_id
    from listed_periods
    join pub.load using (load_id)
    group by listed_periods.country_id, listed_periods.provider_id, listed_periods.indicator_id, listed_periods.area_level, listed_periods.freq
)
select indicator.code as indicator, country.code as country, provider.code as source, spans.freq::text as freq, spans.area_level::integer as level,
    first_period.code as first_period, last_period.code as last_period, spans.periods,
    array(
        select period.code
        from pub.period
        where period.freq = spans.freq::text
            and period.period_id between spans.first_id and spans.last_id
            and period.period_id <> all (spans.period_ids)
        order by period.period_id
    ) as gaps,
    areas.areas, counted.figures, loads.loads,
    load.submission_number as submission, load.mapping, load.mapping_version, load.published_on, load.loaded_at
from spans
join loads using (country_id, provider_id, indicator_id, area_level, freq)
join areas using (country_id, provider_id, indicator_id, area_level, freq)
join counted using (country_id, provider_id, indicator_id, area_level, freq)
join pub.load on load.load_id = loads.load_id
join pub.indicator on indicator.indicator_id = spans.indicator_id
join pub.provider on provider.provider_id = spans.provider_id
join pub.area as country on country.country_id = spans.country_id and country.level = 0
join pub.period as first_period on first_period.period_id = spans.first_id
join pub.period as last_period on last_period.period_id = spans.last_id
where (@freq::text is null or spans.freq::text = @freq)
    and (@level::integer is null or spans.area_level = @level)
order by indicator.code, country.code, provider.code, spans.freq, spans.area_level
offset @skip
limit @take
