-- How many of these checksums are those of files that this database speaks of.
select count(*)::integer
from ingest.source_file
where sha256 = any (@sha256)
