-- Returns no rows. Adds the gains to the existing sums of one place. If the parts may have different attributes, the sum is marked and a
-- later statement looks the attributes up.
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
-- Filter both sides, so that the server looks only at the sums of this place and of no other office.
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
