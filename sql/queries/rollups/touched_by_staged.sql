-- Returns no rows. Creates the temporary view `touched` of the keys of the sums that a first load brings.
create temporary view touched as
select sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq,
    sum.area_level
from first_place
cross join lateral (
    select held.*
    from dw.rollup_observation as held
    where held.country_id = first_place.country_id
        and held.provider_id = first_place.provider_id
        and held.part_level = first_place.area_level
    -- Read each partition by itself, so that sums of other offices are not read.
    offset 0
) as sum
