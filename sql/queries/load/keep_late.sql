-- One row: how many figures of an older publication this stores as history. If the next publication repeated or left out such a figure,
-- that is stored too: it was no change when that publication was loaded, and it is one now.
with version as materialized (
    select late.country_id, late.indicator_id, late.area_id, late.breakdown_id, late.provider_id, late.period_id,
        fact.load_from, fact.is_withdrawn, fact.value, fact.lower_bound, fact.upper_bound, fact.attribute_set_id
    from late
    cross join lateral (
        select held.load_from, held.is_withdrawn, held.value, held.lower_bound, held.upper_bound, held.attribute_set_id
        from dw.fact_observation as held
        where held.country_id = late.country_id
            and held.indicator_id = late.indicator_id
            and held.area_id = late.area_id
            and held.breakdown_id = late.breakdown_id
            and held.provider_id = late.provider_id
            and held.area_level = late.area_level
            and held.period_id = late.period_id
        union all
        select held.load_from, held.is_withdrawn, held.value, held.lower_bound, held.upper_bound, held.attribute_set_id
        from dw.fact_history as held
        where held.country_id = late.country_id
            and held.indicator_id = late.indicator_id
            and held.area_id = late.area_id
            and held.breakdown_id = late.breakdown_id
            and held.provider_id = late.provider_id
            and held.period_id = late.period_id
        -- Look each one up by its key.
        offset 0
    ) as fact
),
before as materialized (
    select distinct on (
            version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.period_id)
        version.*
    from version
    join dw.load on load.load_id = version.load_from
    left join other_load on other_load.load_id = load.load_id
    -- The previous version is the one that this feed gave or, failing that, a feed over which it has precedence. A sample is never the
    -- previous version, nor is a feed without declared precedence.
    where case
            when other_load.load_id is null then load.published_on
                <= (select this.published_on from dw.load as this where this.load_id = @load_id)
            else other_load.stands = 'behind' and not other_load.is_sample
        end
        and load.load_id not in (select newer_load.load_id from newer_load)
    order by version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.period_id,
        other_load.load_id is not null, load.published_on desc, coalesce(load.stands_as, load.load_id) desc, version.load_from desc
),
judged as (
    select late.*, before.load_from as before_load, coalesce(not before.is_withdrawn, false) as had,
        before.value as before_value, before.lower_bound as before_lower, before.upper_bound as before_upper,
        before.attribute_set_id as before_set
    from late
    left join before
        on before.country_id = late.country_id
        and before.indicator_id = late.indicator_id
        and before.area_id = late.area_id
        and before.breakdown_id = late.breakdown_id
        and before.provider_id = late.provider_id
        and before.period_id = late.period_id
),
different as (
    select *
    from judged
    -- A figure that yields to another feed was never published as the office's figure.
    where not yields
        and case
            when is_missing then had
            when not had then true
            else (value, lower_bound, upper_bound) is distinct from (before_value, before_lower, before_upper)
                or attribute_set_id <> before_set
                    and (select said.says from dw.attribute_set as said where said.attribute_set_id = judged.attribute_set_id)
                        <> (select said.says from dw.attribute_set as said where said.attribute_set_id = before_set)
        end
),
kept as (
    insert into dw.fact_history (
        area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level,
        source_column, source_sheet,
        value, lower_bound, upper_bound, load_from, is_withdrawn, load_to)
    select area_id, period_id, breakdown_id, case when is_missing then before_set else attribute_set_id end, source_row, cells, country_id,
        indicator_id, provider_id,
        area_level, source_column, source_sheet, value, lower_bound, upper_bound, @load_id::integer, is_missing, @load_id::integer
    from different
    returning 1
),
resumed as (
    insert into dw.fact_history (
        area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level,
        source_column, source_sheet,
        value, lower_bound, upper_bound, load_from, is_withdrawn, load_to)
    select area_id, period_id, breakdown_id, case when next_kind = 'content' then before_set else attribute_set_id end, 0, 0, country_id,
        indicator_id, provider_id,
        area_level, 0, 0, case when next_kind = 'content' then before_value end, case when next_kind = 'content' then before_lower end,
        case when next_kind = 'content' then before_upper end, next_load, next_kind = 'scope', next_load
    from different
    where next_kind = 'content' and had
        or next_kind = 'scope' and not is_missing
)
select count(*)::integer
from kept
