-- That a submission still waits as it did, and nobody else tells of it until the transaction ends; none where it has moved on. At most one row.
select true as waits
from ingest.submission
where submission_id = @submission_id
    and state = @state
    and state_since = @since
for update
