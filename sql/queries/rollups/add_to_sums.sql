-- Returns no rows. Adds the gains to the existing sums of one partition. If the parts may have different attributes, the sum is marked and
-- listed in `mixed_sum`, and a later statement looks the attributes up.
with added as (
    update dw.rollup_observation as held
    set figures = held.figures + gain.figures,
        figures_missing = held.figures_missing + gain.figures_missing,
        parts_present = held.parts_present + gain.parts,
        parts_expected = gain.parts_expected,
        is_register = gain.is_register,
        value = trim_scale(held.value + gain.value),
        load_id = greatest(held.load_id, gain.load_id),
        -- A null `least_set` means that nothing was added: removing parts cannot mix attributes.
        is_mixed = held.is_mixed or gain.is_mixed or coalesce(gain.least_set <> held.attribute_set_id, false)
    from gain
    -- Filter both sides, so that the server looks only at the sums of this partition and of no other office.
    where gain.provider_id = @provider_id::smallint
        and gain.part_level = @area_level::smallint
        and held.provider_id = @provider_id::smallint
        and held.part_level = @area_level::smallint
        and held.country_id = gain.country_id
        and held.indicator_id = gain.indicator_id
        and held.area_id = gain.area_id
        and held.breakdown_id = gain.breakdown_id
        and held.period_id = gain.period_id
        and held.part_freq = gain.part_freq
    returning held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.period_id, held.area_level,
        held.part_level, held.part_freq, held.is_mixed and not gain.is_mixed as is_mixed_now
)
insert into mixed_sum
select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, area_level, part_level, part_freq
from added
where is_mixed_now
