-- Returns no rows. Creates the temporary table `expected`: how many parts each changing total needs, according to the newest publication
-- that covers it.
create temporary table expected on commit drop as
with register as materialized (
    select asked.country_id, asked.provider_id
    from (select distinct country_id, provider_id from risen) as asked
    cross join lateral (
        select load_scope.load_id
        from dw.load_scope
        where load_scope.country_id = asked.country_id
            and load_scope.provider_id = asked.provider_id
            and load_scope.absent_is_zero
        limit 1
    ) as said
),
asked as materialized (
    select distinct risen.country_id, risen.indicator_id, risen.provider_id, risen.area_id, risen.area_level, risen.period_id,
        risen.part_level, risen.part_freq, target.first_day, target.last_day, target.months
    from risen
    join dw.period as target on target.period_id = risen.period_id
    where risen.part_level > risen.area_level
        or (risen.country_id, risen.provider_id) in (select register.country_id, register.provider_id from register)
),
-- Everything that was ever declared for these indicators and days, read once.
word as materialized (
    select said.*, load.published_on, load.is_behind, first_period.first_day, last_period.last_day
    from (
        select country_id, provider_id, indicator_id, part_freq, min(first_day) as first_day, max(last_day) as last_day
        from asked
        group by country_id, provider_id, indicator_id, part_freq
    ) as wanted
    cross join lateral (
        select load_scope.*
        from dw.load_scope
        where load_scope.country_id = wanted.country_id
            and load_scope.provider_id = wanted.provider_id
            and load_scope.indicator_id = wanted.indicator_id
            and load_scope.freq = wanted.part_freq::text::bpchar
        offset 0
    ) as said
    join dw.load on load.load_id = said.load_id
    join dw.period as first_period on first_period.period_id = said.from_period and first_period.first_day <= wanted.last_day
    join dw.period as last_period on last_period.period_id = said.to_period and last_period.last_day >= wanted.first_day
    -- The coverage of a sample is invented, so ignore it once the office has sent figures of its own.
    where not (load.is_sample
        and exists (select from dw.load as own where not own.is_sample and own.provider_ids @> array[said.provider_id]))
),
-- An area and every area above it: what is declared for a register also applies to the areas inside it.
within as materialized (
    select asked.*, above.area_id as whole_id
    from asked
    join ref.area on area.area_id = asked.area_id
    cross join lateral unnest(area.path) as above (area_id)
)
select distinct on (
        within.country_id, within.indicator_id, within.provider_id, within.area_id, within.area_level, within.period_id, within.part_level,
        within.part_freq)
    within.country_id, within.indicator_id, within.provider_id, within.area_id, within.area_level, within.period_id, within.part_level,
    within.part_freq, word.parts_expected
        * (within.months / case within.part_freq when 'A' then 12 when 'S' then 6 when 'Q' then 3 else 1 end) as parts_expected,
    word.absent_is_zero and word.first_day <= within.first_day and word.last_day >= within.last_day as is_register
from within
join word
    on word.country_id = within.country_id
    and word.provider_id = within.provider_id
    and word.indicator_id = within.indicator_id
    and word.freq = within.part_freq::text
    and word.level = within.part_level
    and word.area_id = within.whole_id
    and (within.whole_id = within.area_id or word.absent_is_zero)
    and word.first_day <= within.last_day
    and word.last_day >= within.first_day
order by within.country_id, within.indicator_id, within.provider_id, within.area_id, within.area_level, within.period_id, within.part_level,
    within.part_freq, word.is_behind, word.published_on desc, word.load_id desc
