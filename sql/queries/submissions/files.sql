-- One row per file of a submission, ordered by name.
select name, sha256, stored_sha256, is_redacted
from ingest.submission_file
where submission_id = @submission_id
order by ordinal
