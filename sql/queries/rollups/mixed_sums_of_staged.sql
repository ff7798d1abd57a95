-- Returns no rows. Adds to `mixed_sum` the sums over time that a first load brings and whose parts may have different attributes.
insert into mixed_sum
select sum.*
from first_place
cross join lateral (
    select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.period_id, held.area_level,
        held.part_level, held.part_freq
    from dw.rollup_observation as held
    where held.country_id = first_place.country_id
        and held.provider_id = first_place.provider_id
        and held.part_level = first_place.area_level
        and held.area_level = held.part_level
        and held.is_mixed
    -- Read each partition by itself, so that sums of other offices are not read.
    offset 0
) as sum
