-- How many figures of an older publication are kept as history. One row. What the next publication repeated or left out is written down
-- beside them, since it was not a change when that one was loaded and is one now.
with judged as (
    select late.*, before.load_from as before_load, coalesce(not before.is_withdrawn, false) as had,
        before.value as before_value, before.lower_bound as before_lower, before.upper_bound as before_upper, before.attribute_set_id as before_set
    from late
    left join lateral (
        select version.*
        from pub.version
        where version.country_id = late.country_id
            and version.indicator_id = late.indicator_id
            and version.area_id = late.area_id
            and version.breakdown_id = late.breakdown_id
            and version.provider_id = late.provider_id
            and version.area_level = late.area_level
            and version.period_id = late.period_id
            and version.published_on <= (select published_on from dw.load where load_id = @load_id)
        order by version.published_on desc, version.load_from desc
        limit 1
    ) as before on true
),
different as (
    select *
    from judged
    where case
        when is_missing then had
        when not had then true
        else (value, lower_bound, upper_bound, attribute_set_id) is distinct from (before_value, before_lower, before_upper, before_set)
    end
),
kept as (
    insert into dw.fact_history (
        area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column, source_sheet,
        value, lower_bound, upper_bound, load_from, is_withdrawn, load_to)
    select area_id, period_id, breakdown_id, case when is_missing then before_set else attribute_set_id end, source_row, cells, country_id, indicator_id, provider_id,
        area_level, source_column, source_sheet, value, lower_bound, upper_bound, @load_id::integer, is_missing, @load_id::integer
    from different
    returning 1
),
resumed as (
    insert into dw.fact_history (
        area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column, source_sheet,
        value, lower_bound, upper_bound, load_from, is_withdrawn, load_to)
    select area_id, period_id, breakdown_id, case when next_kind = 'content' then before_set else attribute_set_id end, 0, 0, country_id, indicator_id, provider_id,
        area_level, 0, 0, case when next_kind = 'content' then before_value end, case when next_kind = 'content' then before_lower end,
        case when next_kind = 'content' then before_upper end, next_load, next_kind = 'scope', next_load
    from different
    where next_kind = 'content' and had
        or next_kind = 'scope' and not is_missing
)
select count(*)::integer
from kept
