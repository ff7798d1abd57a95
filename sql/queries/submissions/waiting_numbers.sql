-- One row per number of a submission within reach that waits to be agreed to or loaded.
select number
from ingest.submission
where state in ('Staged', 'Approved')
order by number
