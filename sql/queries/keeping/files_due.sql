-- Stored files that were not compared with their checksum since a moment, and those found at fault before another; those never compared first, then the longest ago.
select source_file.sha256, source_file.bytes
from ingest.source_file
left join ingest.file_check using (sha256)
where file_check.checked_at is null
    or file_check.checked_at < @before
    or (file_check.fault is not null and file_check.checked_at < @again)
order by file_check.checked_at nulls first, source_file.stored_at, source_file.sha256
limit @take
