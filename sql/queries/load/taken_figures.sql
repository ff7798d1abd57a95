-- One row per other feed and indicator whose current figures the submission gives too, although nobody has declared which of the two feeds
-- has precedence: how many figures, and the one that differs most.
with apart as materialized (
    select load_id, feed
    from other_load
    where stands = 'apart'
),
staged as materialized (
    select country_id, provider_id, indicator_id, area_level, freq, breakdown_id, period_ids, area_ids
    from ingest.staged_content
    where submission_number = @submission_number
),
-- Everything that the other feeds ever gave; distinct, because many loads of a feed have the same content.
claimed as materialized (
    select distinct content.country_id, content.provider_id, content.indicator_id, content.area_level, content.freq, content.breakdown_id,
        content.period_ids, content.area_ids
    from (select distinct country_id, provider_id, indicator_id, area_level, freq from staged) as asked
    cross join lateral (
        select load_content.*
        from dw.load_content
        where load_content.country_id = asked.country_id
            and load_content.provider_id = asked.provider_id
            and load_content.indicator_id = asked.indicator_id
            and load_content.area_level = asked.area_level
            and load_content.freq = asked.freq
            -- Restrict to these loads here: in the key, the load comes after the indicator.
            and load_content.load_id = any (array(select apart.load_id from apart))
        -- This makes the server read the index once, and not once per load.
        offset 0
    ) as content
    -- If there is no other feed, nothing is read.
    where exists (select from apart)
),
shared as materialized (
    select staged.*
    from staged
    where exists (
        select
        from claimed
        where claimed.country_id = staged.country_id
            and claimed.provider_id = staged.provider_id
            and claimed.indicator_id = staged.indicator_id
            and claimed.area_level = staged.area_level
            and claimed.freq = staged.freq
            and claimed.breakdown_id = staged.breakdown_id
            and claimed.period_ids && staged.period_ids
            and claimed.area_ids && staged.area_ids)
),
standing as materialized (
    select shared.freq, fact.*
    from shared
    cross join lateral unnest(shared.area_ids) as area (area_id)
    cross join lateral unnest(shared.period_ids) as period (period_id)
    cross join lateral (
        select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.area_level, held.period_id,
            held.value, held.load_from
        from dw.fact_observation as held
        where held.country_id = shared.country_id
            and held.indicator_id = shared.indicator_id
            and held.area_id = area.area_id
            and held.breakdown_id = shared.breakdown_id
            and held.provider_id = shared.provider_id
            and held.area_level = shared.area_level
            and held.period_id = period.period_id
            and not held.is_withdrawn
        -- Look each one up by its key.
        offset 0
    ) as fact
),
taken as materialized (
    select standing.*, apart.feed
    from standing
    join apart on apart.load_id = standing.load_from
    union all
    -- A feed that repeats what another feed gave before it has no version of its own, so look at the content of its loads.
    select standing.*, also.feed
    from standing
    join other_load as behind on behind.load_id = standing.load_from and behind.stands = 'behind' and not behind.is_sample
    cross join lateral (
        select apart.feed
        from apart
        join dw.load_content on load_content.load_id = apart.load_id
        where load_content.country_id = standing.country_id
            and load_content.provider_id = standing.provider_id
            and load_content.indicator_id = standing.indicator_id
            and load_content.area_level = standing.area_level
            and load_content.freq = standing.freq
            and load_content.breakdown_id = standing.breakdown_id
            and load_content.period_ids @> array[standing.period_id]
            and load_content.area_ids @> array[standing.area_id]
        limit 1
    ) as also
),
given as materialized (
    select taken.feed, taken.indicator_id, taken.area_id, taken.period_id, taken.breakdown_id, taken.value as old_value,
        own.value as new_value, own.source_sheet, own.source_row, own.source_column
    from taken
    cross join lateral (
        select incoming.value, incoming.source_sheet, incoming.source_row, incoming.source_column
        from incoming
        where incoming.country_id = taken.country_id
            and incoming.indicator_id = taken.indicator_id
            and incoming.area_id = taken.area_id
            and incoming.breakdown_id = taken.breakdown_id
            and incoming.provider_id = taken.provider_id
            and incoming.area_level = taken.area_level
            and incoming.period_id = taken.period_id
        offset 0
    ) as own
),
largest as (
    select distinct on (feed, indicator_id) *, count(*) over (partition by feed, indicator_id) as figures
    from given
    order by feed, indicator_id, abs(new_value - old_value) desc nulls last, period_id desc, area_id, breakdown_id
)
select largest.feed, indicator.code as indicator, area.code as area, period.code as period, breakdown.members,
    largest.old_value, largest.new_value, largest.figures, sheet.code as sheet, largest.source_row, largest.source_column
from largest
join ref.indicator using (indicator_id)
join ref.area on area.area_id = largest.area_id
join dw.period on period.period_id = largest.period_id
join dw.breakdown using (breakdown_id)
left join ingest.staged_code as sheet
    on sheet.submission_number = @submission_number
    and sheet.book = 'S'
    and sheet.number = largest.source_sheet
order by largest.feed, indicator.code
