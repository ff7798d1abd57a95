-- The number of the newest vintage at an instant: what the Observatory answered then. One row, 0 before the first load.
select coalesce(max(vintage), 0)
from pub.vintage
where loaded_at <= @at
