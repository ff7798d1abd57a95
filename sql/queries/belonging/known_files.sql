-- One row: how many of these checksums belong to files that this database has recorded.
select count(*)::integer
from ingest.source_file
where sha256 = any (@sha256)
