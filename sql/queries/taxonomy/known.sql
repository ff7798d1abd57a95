-- At most one row: the number of the taxonomy version with this checksum; none if it was not loaded.
select taxonomy_version_id
from ref.taxonomy_version
where checksum = @checksum
