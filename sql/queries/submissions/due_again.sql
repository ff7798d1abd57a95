-- One row per submission that became due between two moments: its next attempt is due, its worker stopped reporting, or it was received or
-- approved some seconds ago and no worker has taken it.
select submission_id, state
from ingest.submission
where (state in ('Received', 'Approved')
        and coalesce(retry_at, state_since + interval '5 seconds') > @after
        and coalesce(retry_at, state_since + interval '5 seconds') <= @now)
    or (state in ('Processing', 'Loading') and worked_on_until >= @after and worked_on_until < @now)
order by number
