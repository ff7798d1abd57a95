-- Nothing: writes beside each sum of one place what its parts have in attributes.
update dw.rollup_observation as sum
set attribute_set_id = settled.attribute_set_id, is_mixed = settled.is_mixed
from settled
-- Said of both: only the sums of this place are looked at, and no other office's.
where settled.provider_id = @provider_id::smallint
    and settled.part_level = @area_level::smallint
    and sum.provider_id = @provider_id::smallint
    and sum.part_level = @area_level::smallint
    and sum.country_id = settled.country_id
    and sum.indicator_id = settled.indicator_id
    and sum.area_id = settled.area_id
    and sum.breakdown_id = settled.breakdown_id
    and sum.period_id = settled.period_id
    and sum.part_freq = settled.part_freq
    and (sum.attribute_set_id, sum.is_mixed) is distinct from (settled.attribute_set_id, settled.is_mixed)
