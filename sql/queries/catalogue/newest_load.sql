-- The newest vintage of all: what an answer's freshness hangs on. One row.
select coalesce(max(vintage), 0) as vintage, max(loaded_at) as loaded_at
from pub.load
