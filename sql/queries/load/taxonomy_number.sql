-- The number of a loaded taxonomy version; no row where it has not been loaded.
select taxonomy_version_id
from ref.taxonomy_version
where checksum = @checksum
