-- At most one row: the fence of the submission that this worker takes, and how many workers died on it; none if there is nothing to take. A
-- worker that stopped reporting counts as dead only if the database server ran all the time.
update ingest.submission
set state = @working,
    state_since = @now,
    fence = fence + 1,
    attempts = attempts + 1,
    deaths = deaths + case when state = @working and state_since > pg_postmaster_start_time() then 1 else 0 end,
    worked_on_until = @until,
    retry_at = null
where submission_id = @submission_id
    and ((state = @waiting and (retry_at is null or retry_at <= @now)) or (state = @working and worked_on_until < @now))
returning fence, deaths
