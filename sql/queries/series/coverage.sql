-- One row per provider, indicator, country, frequency and area level: the periods and areas for which figures were reported, the newest
-- report, and the periods that are missing in between. This reads the content lists of loads, never the figures. For each period the newest
-- load that contains it counts.
with asked_area as (
    select area_id, country_id, level
    from pub.area
    where @areas::text[] is null or code = any (@areas)
),
-- The content lists decide which rows are on the page; everything below is counted for these rows only.
page as materialized (
    select listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.freq, listed.is_whole,
        indicator.code as indicator, country.code as country, provider.code as source
    from (
        select series_source.country_id, series_source.provider_id, series_source.indicator_id, level.area_level, freq.freq, asked.is_whole
        from pub.series_source
        join (select country_id, bool_or(level = 0) as is_whole from asked_area group by country_id) as asked using (country_id)
        cross join (values (0::smallint), (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as level (area_level)
        cross join (values ('A'::"char"), ('S'::"char"), ('Q'::"char"), ('M'::"char")) as freq (freq)
        -- It is enough that one load exists, so the other loads are not read.
        cross join lateral (
            select load_content.load_id
            from pub.load_content
            where load_content.country_id = series_source.country_id
                and load_content.provider_id = series_source.provider_id
                and load_content.indicator_id = series_source.indicator_id
                and load_content.area_level = level.area_level
                and load_content.freq = freq.freq
                -- Restrict to the requested part of the country.
                and (asked.is_whole or exists (
                    select
                    from unnest(load_content.area_ids) as given (area_id)
                    join pub.area on area.area_id = given.area_id
                    where area.path
                        && (select array_agg(asked_area.area_id) from asked_area where asked_area.country_id = load_content.country_id)))
            limit 1
        ) as any_load
        where series_source.indicator_id in (
            select indicator_id from pub.indicator where @indicators::text[] is null or code = any (@indicators))
            and (@sources::text[] is null
                or series_source.provider_id in (select provider_id from pub.provider where code = any (@sources)))
            and (@freq::text is null or freq.freq::text = @freq)
            and (@level::integer is null or level.area_level = @level)
    ) as listed
    join pub.indicator using (indicator_id)
    join pub.provider using (provider_id)
    join pub.area as country on country.country_id = listed.country_id and country.level = 0
    order by indicator.code, country.code, provider.code, listed.freq, listed.area_level
    offset @skip
    limit @take
),
content as materialized (
    select given.*
    from page
    cross join lateral (
        select load_content.load_id, load_content.country_id, load_content.provider_id, load_content.indicator_id, load_content.area_level,
            load_content.freq,
            load_content.period_ids, case when page.is_whole then load_content.area_ids else inside.area_ids end as area_ids
        from pub.load_content
        left join lateral (
            select array_agg(area.area_id) as area_ids
            from unnest(load_content.area_ids) as listed (area_id)
            join pub.area on area.area_id = listed.area_id
            where area.path && (select array_agg(asked_area.area_id) from asked_area where asked_area.country_id = load_content.country_id)
        ) as inside on not page.is_whole
        where load_content.country_id = page.country_id
            and load_content.provider_id = page.provider_id
            and load_content.indicator_id = page.indicator_id
            and load_content.area_level = page.area_level
            and load_content.freq = page.freq
        offset 0
    ) as given
    where given.area_ids is not null
),
-- Many rows share a few lists of periods and areas, so each list is unnested once.
listed as materialized (
    select country_id, provider_id, indicator_id, area_level, freq, load_id, period_ids, sum(cardinality(area_ids))::bigint as areas
    from content
    group by country_id, provider_id, indicator_id, area_level, freq, load_id, period_ids
),
-- For each period, what every load contained of it. Lists need not be compared with one another, because the newest load counts.
dated as (
    select listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.freq, one.period_id, listed.load_id,
        load.vintage, sum(listed.areas)::bigint as figures
    from listed
    cross join lateral unnest(listed.period_ids) as one (period_id)
    join pub.load using (load_id)
    group by listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.freq, one.period_id, listed.load_id,
        load.vintage
),
newest as (
    select distinct on (country_id, provider_id, indicator_id, area_level, freq, period_id)
        country_id, provider_id, indicator_id, area_level, freq, period_id, load_id, vintage, figures
    from dated
    order by country_id, provider_id, indicator_id, area_level, freq, period_id, vintage desc
),
spans as materialized (
    select country_id, provider_id, indicator_id, area_level, freq, min(period_id) as first_id, max(period_id) as last_id,
        count(*)::integer as periods, array_agg(period_id) as period_ids, sum(figures)::bigint as figures
    from newest
    group by country_id, provider_id, indicator_id, area_level, freq
),
areas as materialized (
    select country_id, provider_id, indicator_id, area_level, freq, count(distinct given.area_id)::integer as areas
    from (
        select country_id, provider_id, indicator_id, area_level, freq, area_ids
        from content
        group by country_id, provider_id, indicator_id, area_level, freq, area_ids
    ) as lists
    cross join lateral unnest(lists.area_ids) as given (area_id)
    group by country_id, provider_id, indicator_id, area_level, freq
),
loads as materialized (
    select listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.freq,
        count(distinct listed.load_id)::integer as loads,
        (array_agg(listed.load_id order by load.vintage desc))[1] as load_id
    from listed
    join pub.load using (load_id)
    group by listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.freq
)
select page.indicator, page.country, page.source, spans.freq::text as freq, spans.area_level::integer as level,
    first_period.code as first_period, last_period.code as last_period, spans.periods,
    array(
        select period.code
        from pub.period
        where period.freq = spans.freq::text
            and period.period_id between spans.first_id and spans.last_id
            and period.period_id <> all (spans.period_ids)
        order by period.period_id
    ) as gaps,
    areas.areas, spans.figures, loads.loads,
    load.submission_number as submission, load.mapping, load.mapping_version, load.published_on, load.loaded_at
from page
join spans using (country_id, provider_id, indicator_id, area_level, freq)
join loads using (country_id, provider_id, indicator_id, area_level, freq)
join areas using (country_id, provider_id, indicator_id, area_level, freq)
join pub.load on load.load_id = loads.load_id
join pub.period as first_period on first_period.period_id = spans.first_id
join pub.period as last_period on last_period.period_id = spans.last_id
order by page.indicator, page.country, page.source, page.freq, page.area_level
