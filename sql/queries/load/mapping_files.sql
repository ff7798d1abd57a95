-- One row per file of a mapping version.
select name, content
from ingest.mapping_file
where mapping_version_id = @mapping_version_id
order by name
