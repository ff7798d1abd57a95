-- Returns no rows. Creates the temporary table `mixed_sum`: the sums that a load changes and whose parts may have different attributes.
create temporary table mixed_sum on commit drop as
select sum.*
from risen
cross join lateral (
    select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.period_id, held.area_level,
        held.part_level, held.part_freq
    from dw.rollup_observation as held
    where held.country_id = risen.country_id
        and held.indicator_id = risen.indicator_id
        and held.area_id = risen.area_id
        and held.breakdown_id = risen.breakdown_id
        and held.provider_id = risen.provider_id
        and held.period_id = risen.period_id
        and held.part_level = risen.part_level
        and held.part_freq = risen.part_freq
        and held.is_mixed
    -- Look each one up by its key, whatever the planner estimates for sums that were just written.
    offset 0
) as sum
