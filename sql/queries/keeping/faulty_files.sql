-- One row per stored file that was found missing or damaged, with the newest submission that has it.
select
    file_check.sha256, file_check.fault, file_check.checked_at,
    coalesce(newest.number, 0) as submission, coalesce(newest.name, '') as name
from ingest.file_check
left join lateral (
    select submission.number, submission_file.name
    from ingest.submission_file
    join ingest.submission using (submission_id)
    where submission_file.stored_sha256 = file_check.sha256
    order by submission.number desc
    limit 1
) as newest on true
where file_check.fault is not null
order by newest.number, file_check.sha256
