-- At most one row: true if a submission is still in this state since this moment, and locks it so that nobody else reminds of it until the
-- transaction ends; none if its state has changed.
select true as waits
from ingest.submission
where submission_id = @submission_id
    and state = @state
    and state_since = @since
for update
