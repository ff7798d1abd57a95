-- One row: the number of the newest visible load; 0 if there is none.
select coalesce(max(vintage), 0)
from dw.load
