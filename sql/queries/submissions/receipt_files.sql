-- One row per file of a submission, ordered by name, with the size of the stored file.
select submission_file.name, submission_file.sha256, submission_file.stored_sha256, submission_file.is_redacted, source_file.bytes
from ingest.submission_file
join ingest.source_file on source_file.sha256 = submission_file.stored_sha256
where submission_file.submission_id = @submission_id
order by submission_file.ordinal
