-- Returns no rows. Writes the path of new areas, from the State down.
update ref.area
set path = coalesce(parent.path, '{}') || area.area_id
from ref.area as self
left join ref.area as parent on parent.area_id = self.parent_id
where self.area_id = area.area_id
    and area.level = @level
    and area.path is distinct from coalesce(parent.path, '{}') || area.area_id
