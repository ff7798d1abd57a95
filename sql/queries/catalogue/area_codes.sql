-- One row per area: its code.
select code
from pub.area
