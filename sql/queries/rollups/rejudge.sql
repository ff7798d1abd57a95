-- Nothing: what a load newly says about how many parts make a whole holds for sums that it does not change otherwise, too.
with new_word as (
    select covered.*
    from covered
    where not exists (
        select
        from dw.load_scope as said
        where said.load_id <> @load_id::integer
            and said.country_id = covered.country_id
            and said.provider_id = covered.provider_id
            and said.indicator_id = covered.indicator_id
            and said.freq = covered.freq
            and said.area_id = covered.area_id
            and said.level = covered.level
            and said.parts_expected is not distinct from covered.parts_expected
            and said.absent_is_zero = covered.absent_is_zero
            and said.from_period <= covered.from_period
            and said.to_period >= covered.to_period)
        -- The same word said twice may stand against another that was said between.
        or exists (
            select
            from dw.load_scope as said
            where said.load_id <> @load_id::integer
                and said.country_id = covered.country_id
                and said.provider_id = covered.provider_id
                and said.indicator_id = covered.indicator_id
                and said.freq = covered.freq
                and said.level = covered.level
                and (said.area_id, said.parts_expected, said.absent_is_zero) is distinct from (covered.area_id, covered.parts_expected, covered.absent_is_zero))
),
judged as (
    select distinct on (sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq)
        sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq,
        load_scope.absent_is_zero and first_period.first_day <= target.first_day and last_period.last_day >= target.last_day as is_register,
        load_scope.parts_expected * (target.months / case sum.part_freq when 'A' then 12 when 'S' then 6 when 'Q' then 3 else 1 end) as parts_expected
    from new_word
    join dw.rollup_observation as sum
        on sum.country_id = new_word.country_id
        and sum.provider_id = new_word.provider_id
        and sum.indicator_id = new_word.indicator_id
        and sum.part_freq::text = new_word.freq
        and sum.part_level = new_word.level
    join ref.area on area.area_id = sum.area_id and (area.area_id = new_word.area_id or (new_word.absent_is_zero and area.path @> array[new_word.area_id]))
    join dw.period as target on target.period_id = sum.period_id
    join dw.load_scope
        on load_scope.country_id = sum.country_id
        and load_scope.provider_id = sum.provider_id
        and load_scope.indicator_id = sum.indicator_id
        and load_scope.freq = sum.part_freq::text
        and load_scope.level = sum.part_level
        and (load_scope.area_id = sum.area_id or (load_scope.absent_is_zero and area.path @> array[load_scope.area_id]))
    join dw.load on load.load_id = load_scope.load_id
    join dw.period as first_period on first_period.period_id = load_scope.from_period and first_period.first_day <= target.last_day
    join dw.period as last_period on last_period.period_id = load_scope.to_period and last_period.last_day >= target.first_day
    order by sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq,
        load.published_on desc, load_scope.load_id desc
)
update dw.rollup_observation as sum
set is_register = judged.is_register,
    parts_expected = case
        when judged.is_register then null
        when sum.part_level > sum.area_level then judged.parts_expected
        else case sum.part_freq when 'S' then 2 when 'Q' then 4 else 12 end
    end
from judged
where sum.country_id = judged.country_id
    and sum.indicator_id = judged.indicator_id
    and sum.area_id = judged.area_id
    and sum.breakdown_id = judged.breakdown_id
    and sum.provider_id = judged.provider_id
    and sum.period_id = judged.period_id
    and sum.part_level = judged.part_level
    and sum.part_freq = judged.part_freq
    and (sum.is_register, sum.parts_expected) is distinct from (
        judged.is_register,
        case
            when judged.is_register then null
            when sum.part_level > sum.area_level then judged.parts_expected
            else case sum.part_freq when 'S' then 2 when 'Q' then 4 else 12 end
        end)
