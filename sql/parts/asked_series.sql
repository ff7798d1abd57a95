-- A part of the statements that fetch figures: what is requested, and the provider whose figures are used.
asked_area as (
    select area_id, code, country_id, country, level
    from pub.area
    where code = any (@areas)
),
asked_indicator as (
    select indicator_id, code, kind = 'count' as adds_up, kind = 'count' and not is_stock as adds_up_over_time
    from pub.indicator
    where code = any (@indicators)
),
-- In the order of the answer, so that sorting compares one number and not eleven texts per figure.
asked_breakdown as materialized (
    select breakdown_id, place_in_order
    from unnest(@breakdowns::integer[]) with ordinality as asked (breakdown_id, place_in_order)
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
            and series_source.first_vintage <= @as_of::integer
            and (@sources::text[] is null
                or series_source.provider_id in (select provider_id from pub.provider where code = any (@sources)))
        order by preference.rank nulls last, series_source.provider_id
        limit case when @sources::text[] is null and not @all_sources then 1 end
    ) as source
),
