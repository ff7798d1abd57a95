-- One row per file of the newest submissions, the newest first.
select submission_file.name, submission_file.sha256, submission_file.stored_sha256, submission_file.is_redacted
from ingest.submission
join ingest.submission_file using (submission_id)
order by submission.number desc, submission_file.ordinal
limit @take
