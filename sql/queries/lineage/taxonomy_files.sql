-- One row per file of a taxonomy version.
select name, content
from ref.taxonomy_file
where taxonomy_version_id = @taxonomy_version_id
order by name
