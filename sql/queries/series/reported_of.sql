-- One row per indicator, area, provider, frequency and way in which the reports match the question. This reads the content lists of loads,
-- never the figures.
with asked_area as (
    select area_id, code, country_id, country, level
    from pub.area
    where code = any (@areas)
),
-- Many loads share a few lists of periods and areas, so each list is read once.
content as materialized (
    select load_content.country_id, load_content.indicator_id, load_content.provider_id, load_content.freq, load_content.breakdown_id,
        load_content.period_ids, load_content.area_ids,
        bool_or(load.vintage <= @as_of::integer and (@published_by::date is null or load.published_on <= @published_by)) as is_known
    from (select distinct country_id from asked_area) as asked
    join pub.load_content using (country_id)
    join pub.load using (load_id)
    where load_content.indicator_id in (select indicator_id from pub.indicator where code = any (@indicators))
        -- A load without a vintage is not public yet.
        and load.vintage is not null
    group by load_content.country_id, load_content.indicator_id, load_content.provider_id, load_content.freq, load_content.breakdown_id,
        load_content.period_ids, load_content.area_ids
),
covering as materialized (
    select asked_area.area_id, lists.area_ids,
        asked_area.level = 0 or exists (
            select
            from unnest(lists.area_ids) as given (area_id)
            join pub.area using (area_id)
            where area.path @> array[asked_area.area_id]) as is_covered
    from (select distinct country_id, area_ids from content) as lists
    join asked_area using (country_id)
),
span as materialized (
    select lists.period_ids, min(period.first_day) as first_day, max(period.last_day) as last_day,
        bool_or(period.last_day >= @first_day::date and period.first_day <= @last_day::date) as is_in_span
    from (select distinct period_ids from content) as lists
    cross join lateral unnest(lists.period_ids) as given (period_id)
    join pub.period using (period_id)
    group by lists.period_ids
),
-- The columns are named like the dimensions, in lower case.
broken_down as materialized (
    select breakdown.breakdown_id, string_agg(upper(each.key), ';' order by each.key) as dimensions
    from (select distinct breakdown_id from content) as used
    join pub.breakdown using (breakdown_id)
    cross join lateral jsonb_each_text(to_jsonb(breakdown) - 'breakdown_id' - 'members') as each
    where each.value <> '_T'
    group by breakdown.breakdown_id
)
select indicator.code as indicator, asked_area.code as area, asked_area.country, provider.code as source, content.freq::text as freq,
    covering.is_covered, content.is_known, content.breakdown_id = any (@breakdowns::integer[]) as is_of_breakdown, span.is_in_span,
    min(span.first_day) as first_day, max(span.last_day) as last_day,
    array_agg(distinct broken_down.dimensions) filter (where broken_down.dimensions is not null) as dimensions
from content
join asked_area using (country_id)
join covering on covering.area_id = asked_area.area_id and covering.area_ids = content.area_ids
join span on span.period_ids = content.period_ids
left join broken_down on broken_down.breakdown_id = content.breakdown_id
join pub.indicator on indicator.indicator_id = content.indicator_id
join pub.provider on provider.provider_id = content.provider_id
group by indicator.code, asked_area.code, asked_area.country, provider.code, content.freq, covering.is_covered, content.is_known,
    content.breakdown_id = any (@breakdowns::integer[]), span.is_in_span
