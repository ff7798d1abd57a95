-- One row per stored file to compare with its checksum: files not compared since a moment, and faulty files not compared since another.
-- Files never compared come first, then the oldest comparison.
select source_file.sha256, source_file.bytes
from ingest.source_file
left join ingest.file_check using (sha256)
where file_check.checked_at is null
    or file_check.checked_at < @before
    or (file_check.fault is not null and file_check.checked_at < @again)
order by file_check.checked_at nulls first, source_file.stored_at, source_file.sha256
limit @take
