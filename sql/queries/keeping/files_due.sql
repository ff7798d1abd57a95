-- Stored files that were not compared with their checksum since a moment, those never compared first, then the longest ago.
select source_file.sha256, source_file.bytes
from ingest.source_file
left join ingest.file_check using (sha256)
where file_check.checked_at is null or file_check.checked_at < @before
order by file_check.checked_at nulls first, source_file.stored_at, source_file.sha256
limit @take
