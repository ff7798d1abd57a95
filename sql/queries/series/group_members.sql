-- One row per membership of a group of States: the years are null where they are not known, the last also while it lasts.
select group_code, area, from_year::integer as from_year, to_year::integer as to_year
from pub.area_group_member
where group_code = any (@groups)
order by group_code, area
