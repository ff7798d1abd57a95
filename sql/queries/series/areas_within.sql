-- One row per area that lies in one of those asked, and the one it lies in.
select area.code, container.code as container
from pub.area as container
join pub.area on area.path @> array[container.area_id] and area.area_id <> container.area_id
where container.code = any (@areas)
