-- One row per provider and level of parts that have sums whose completeness changes; and whether it is the only one.
select provider_id, part_level as area_level, count(*) over () = 1 as is_only
from judged
group by provider_id, part_level
order by provider_id, part_level
