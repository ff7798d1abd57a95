-- Returns no rows. Creates the temporary table `mixed_part` with one row per whole and level of parts: the areas that are parts of sums
-- with possibly different attributes.
create temporary table mixed_part on commit drop as
select whole.area_id, whole.part_level,
    case
        when whole.area_level = whole.part_level then array[whole.area_id]
        else array(select part.area_id from ref.area as part where part.level = whole.part_level and part.path @> array[whole.area_id])
    end as part_ids
from (select distinct area_id, area_level, part_level from mixed_sum) as whole
