-- One row per area inside one of the requested areas, with the area that contains it.
select area.code, container.code as container
from pub.area as container
join pub.area on area.path @> array[container.area_id] and area.area_id <> container.area_id
where container.code = any (@areas)
