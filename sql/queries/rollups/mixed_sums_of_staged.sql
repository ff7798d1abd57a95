-- Returns no rows. Creates the temporary table `mixed_sum`: the sums that a first load brings and whose parts may have different
-- attributes.
create temporary table mixed_sum on commit drop as
select sum.*
from first_place
cross join lateral (
    select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.period_id, held.area_level,
        held.part_level, held.part_freq
    from dw.rollup_observation as held
    where held.country_id = first_place.country_id
        and held.provider_id = first_place.provider_id
        and held.part_level = first_place.area_level
        and held.is_mixed
    -- Read each place by itself, so that sums of other offices are not read.
    offset 0
) as sum
