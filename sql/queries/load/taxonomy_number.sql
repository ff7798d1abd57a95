-- At most one row: the number of a taxonomy version; none if it was not loaded.
select taxonomy_version_id
from ref.taxonomy_version
where checksum = @checksum
