-- Submissions that became due between two moments: one that waited, one whose worker fell silent, and one that was received or agreed to some seconds ago and that
-- nobody has taken since.
select submission_id, state
from ingest.submission
where (state in ('Received', 'Approved') and coalesce(retry_at, state_since + interval '5 seconds') > @after and coalesce(retry_at, state_since + interval '5 seconds') <= @now)
    or (state in ('Processing', 'Loading') and worked_on_until >= @after and worked_on_until < @now)
order by number
