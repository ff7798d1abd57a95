-- Nothing: adds what was gained to the sums of one place that are there already. What the parts have in attributes is looked up afterwards where it may
-- not be one.
update dw.rollup_observation as held
set figures = held.figures + gain.figures,
    figures_missing = held.figures_missing + gain.figures_missing,
    parts_present = held.parts_present + gain.parts,
    parts_expected = gain.parts_expected,
    is_register = gain.is_register,
    value = trim_scale(held.value + gain.value),
    load_id = greatest(held.load_id, gain.load_id),
    -- Null is nothing that was added: what was taken away leaves one set where there was only one.
    is_mixed = held.is_mixed or gain.is_mixed or coalesce(gain.least_set <> held.attribute_set_id, false)
from gain
-- Said of both: only the sums of this place are looked at, and no other office's.
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
