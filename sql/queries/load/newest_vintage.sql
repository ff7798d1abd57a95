-- The number of the newest load that can be seen; 0 where there is none. One row.
select coalesce(max(vintage), 0)
from dw.load
