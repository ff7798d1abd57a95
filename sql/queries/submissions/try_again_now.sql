-- Returns no rows. Makes a submission due now and gives back all its attempts, because the obstacle to reading it has been removed.
update ingest.submission
set retry_at = @now, attempts = 0
where submission_id = @submission_id
    and state = 'Received'
    and worked_on_until is null
    and retry_at > @now
