-- One row per submission that the caller may see and that waits for review or loading: its number.
select number
from ingest.submission
where state in ('Staged', 'Approved')
order by number
