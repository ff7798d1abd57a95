-- One row: the newest vintage and the newest version of the taxonomy. A cached answer is outdated once either has changed.
select coalesce(max(vintage), 0) as vintage, max(loaded_at) as loaded_at,
    coalesce((select max(taxonomy_version_id) from pub.taxonomy_version), 0) as taxonomy_version
from pub.vintage
