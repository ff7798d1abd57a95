-- The newest load of all: what an answer's freshness hangs on. One row.
select coalesce(max(load_id), 0) as load_id, max(loaded_at) as loaded_at
from pub.load
