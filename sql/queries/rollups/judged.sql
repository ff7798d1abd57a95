-- Returns no rows. Creates the temporary table `judged`: sums that a load does not change, but for which it declares another number of
-- parts.
create temporary table judged on commit drop as
with asked as materialized (
    select distinct country_id, provider_id, indicator_id, freq
    from covered
),
word as materialized (
    select said.*, load.published_on, load.is_behind, first_period.first_day, last_period.last_day
    from asked
    cross join lateral (
        select load_scope.*
        from dw.load_scope
        where load_scope.country_id = asked.country_id
            and load_scope.provider_id = asked.provider_id
            and load_scope.indicator_id = asked.indicator_id
            and load_scope.freq = asked.freq
        offset 0
    ) as said
    join dw.load on load.load_id = said.load_id
    join dw.period as first_period on first_period.period_id = said.from_period
    join dw.period as last_period on last_period.period_id = said.to_period
    -- The coverage of a sample is invented, so ignore it once the office has sent figures of its own.
    where not (load.is_sample
        and exists (select from dw.load as own where not own.is_sample and own.provider_ids @> array[said.provider_id]))
),
-- Whether other loads have declared the same for exactly this whole.
same as materialized (
    select covered.country_id, covered.provider_id, covered.indicator_id, covered.freq, covered.area_id, covered.level,
        covered.parts_expected, covered.absent_is_zero,
        bool_or(word.parts_expected is not distinct from covered.parts_expected and word.absent_is_zero = covered.absent_is_zero
            and word.from_period <= covered.from_period and word.to_period >= covered.to_period) as is_said,
        bool_or((word.parts_expected, word.absent_is_zero) is distinct from (covered.parts_expected, covered.absent_is_zero)) as is_denied
    from covered
    join word using (country_id, provider_id, indicator_id, freq, area_id, level)
    where word.load_id <> @load_id::integer
    group by covered.country_id, covered.provider_id, covered.indicator_id, covered.freq, covered.area_id, covered.level,
        covered.parts_expected, covered.absent_is_zero
),
-- What was declared for other wholes of the same level: if one of two wholes is a register, it also applies to the areas inside it.
beside as materialized (
    select country_id, provider_id, indicator_id, freq, level, count(distinct area_id) as areas, bool_or(absent_is_zero) as is_register
    from word
    group by country_id, provider_id, indicator_id, freq, level
),
new_word as materialized (
    select covered.*, first_period.first_day, last_period.last_day
    from covered
    join beside using (country_id, provider_id, indicator_id, freq, level)
    join dw.period as first_period on first_period.period_id = covered.from_period
    join dw.period as last_period on last_period.period_id = covered.to_period
    left join same
        on same.country_id = covered.country_id
        and same.provider_id = covered.provider_id
        and same.indicator_id = covered.indicator_id
        and same.freq = covered.freq
        and same.area_id = covered.area_id
        and same.level = covered.level
        and same.absent_is_zero = covered.absent_is_zero
        and coalesce(same.parts_expected, -1) = coalesce(covered.parts_expected, -1)
    -- A declaration that repeats an earlier one still counts if another load declared something different in between.
    where not coalesce(same.is_said, false)
        or same.is_denied
        or beside.is_register and beside.areas > 1
),
-- Every sum that the declaration can apply to. Sums of other periods are left out.
spoken as materialized (
    select held.*, new_word.first_day as word_first, new_word.last_day as word_last
    from new_word
    cross join lateral (
        select new_word.area_id
        union
        select area.area_id
        from ref.area
        where new_word.absent_is_zero
            and area.path @> array[new_word.area_id]
            and area.level <= new_word.level
        offset 0
    ) as whole
    cross join lateral (
        select rollup.country_id, rollup.indicator_id, rollup.area_id, rollup.breakdown_id, rollup.provider_id, rollup.period_id,
            rollup.area_level, rollup.part_level, rollup.part_freq, rollup.is_register, rollup.parts_expected
        from dw.rollup_observation as rollup
        where rollup.country_id = new_word.country_id
            and rollup.indicator_id = new_word.indicator_id
            and rollup.area_id = whole.area_id
            and rollup.provider_id = new_word.provider_id
            and rollup.part_level = new_word.level
            and rollup.part_freq::text = new_word.freq
            and rollup.period_id % 1000000 / 100 between new_word.from_period % 1000000 / 100 and new_word.to_period % 1000000 / 100
            -- The sums of this load were judged with their gains, except those over time that were attached.
            and (rollup.load_id <> @load_id::integer or @are_attached::boolean and rollup.area_level = rollup.part_level)
        -- Look sums up by indicator and area, whatever the planner estimates for sums that were just written.
        offset 0
    ) as held
),
sum as materialized (
    select distinct spoken.country_id, spoken.indicator_id, spoken.area_id, spoken.breakdown_id, spoken.provider_id, spoken.period_id,
        spoken.area_level,
        spoken.part_level, spoken.part_freq, spoken.is_register, spoken.parts_expected, target.first_day, target.last_day, target.months
    from spoken
    join dw.period as target
        on target.period_id = spoken.period_id
        and target.first_day <= spoken.word_last
        and target.last_day >= spoken.word_first
),
-- What is declared for a whole and a period applies to every breakdown of it.
within as materialized (
    select whole.*, above.area_id as whole_id
    from (
        select distinct country_id, indicator_id, area_id, provider_id, period_id, part_level, part_freq, first_day, last_day, months
        from sum
    ) as whole
    join ref.area on area.area_id = whole.area_id
    cross join lateral unnest(area.path) as above (area_id)
),
newest as materialized (
    select distinct on (
            within.country_id, within.indicator_id, within.area_id, within.provider_id, within.period_id, within.part_level,
            within.part_freq)
        within.country_id, within.indicator_id, within.area_id, within.provider_id, within.period_id, within.part_level, within.part_freq,
        word.absent_is_zero and word.first_day <= within.first_day and word.last_day >= within.last_day as is_register,
        word.parts_expected
            * (within.months / case within.part_freq when 'A' then 12 when 'S' then 6 when 'Q' then 3 else 1 end) as parts_expected
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
    order by within.country_id, within.indicator_id, within.area_id, within.provider_id, within.period_id, within.part_level,
        within.part_freq, word.is_behind, word.published_on desc, word.load_id desc
),
told as (
    select sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq,
        sum.is_register as was_register, sum.parts_expected as were_expected, newest.is_register,
        case
            when newest.is_register then null
            when sum.part_level > sum.area_level then newest.parts_expected
            else case sum.part_freq when 'S' then 2 when 'Q' then 4 else 12 end
        end as parts_expected
    from sum
    join newest using (country_id, indicator_id, area_id, provider_id, period_id, part_level, part_freq)
)
select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, part_level, part_freq, is_register, parts_expected
from told
where (was_register, were_expected) is distinct from (is_register, parts_expected)
