-- One row per provider and level of parts that have sums that change; and whether it is the only one.
select provider_id, part_level as area_level, count(*) over () = 1 as is_only
from risen
group by provider_id, part_level
order by provider_id, part_level
