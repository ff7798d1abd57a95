-- At most one row: the oldest approved submission of an office whose load has just ended; none if no submission of it waits.
select submission.submission_id
from ingest.submission as ended
join ingest.submission
    on submission.state = 'Approved'
    and (submission.retry_at is null or submission.retry_at <= @now)
    and submission.submission_id <> ended.submission_id
    and (submission.provider_id = ended.provider_id
        or exists (
            select
            from ingest.staged_content as content
            where content.submission_number = submission.number
                and content.provider_id = ended.provider_id))
where ended.submission_id = @submission_id
order by submission.number
limit 1
