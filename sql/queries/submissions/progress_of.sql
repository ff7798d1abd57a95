-- One row per watched submission that is being read and has reported its progress.
select progress.submission_id, progress.step, progress.rows_read, progress.bytes, progress.at
from ingest.submission_progress as progress
join ingest.submission using (submission_id)
where progress.submission_id = any(@ids::uuid[])
    and submission.state = 'Processing'
    and progress.at >= submission.state_since
