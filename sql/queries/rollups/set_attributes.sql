-- Returns no rows. Writes the attributes of their parts into the sums of one partition.
update dw.rollup_observation as sum
set attribute_set_id = settled.attribute_set_id, is_mixed = settled.is_mixed
from settled
-- Filter both sides, so that the server looks only at the sums of this partition and of no other office.
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
