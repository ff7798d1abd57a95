-- Returns no rows. What stood in the way of reading a submission is mended: it does not wait for its next trial, and has used none up.
update ingest.submission
set retry_at = @now, attempts = 0
where submission_id = @submission_id
    and state = 'Received'
    and worked_on_until is null
    and retry_at > @now
