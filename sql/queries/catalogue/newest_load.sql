-- The newest vintage and state of the taxonomy: what an answer's freshness hangs on. One row.
select coalesce(max(vintage), 0) as vintage, max(loaded_at) as loaded_at,
    coalesce((select max(taxonomy_version_id) from pub.taxonomy_version), 0) as taxonomy_version
from pub.vintage
