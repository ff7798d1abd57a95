-- One row per group of States.
select code, label ->> @lang as label
from pub.area_group
order by code
