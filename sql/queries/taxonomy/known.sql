-- The number of the taxonomy version with this checksum; no row where it has not been loaded.
select taxonomy_version_id
from ref.taxonomy_version
where checksum = @checksum
