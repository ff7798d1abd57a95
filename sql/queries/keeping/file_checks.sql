-- One row: how many stored files there are, how many were ever compared with their checksum, and the oldest comparison.
select
    count(*)::integer as files,
    count(file_check.checked_at)::integer as checked,
    min(file_check.checked_at) as oldest
from ingest.source_file
left join ingest.file_check using (sha256)
