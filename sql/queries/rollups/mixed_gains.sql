-- Returns no rows. Creates the temporary table `mixed_sum`: the sums that change and whose parts may have different attributes. It begins
-- with the gains that have different attributes themselves; adding a gain to a sum that is there can bring that sum.
create temporary table mixed_sum on commit drop as
select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, area_level, part_level, part_freq
from gain
where is_mixed
