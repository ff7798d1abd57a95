-- The number of a mapping version, new or known. One row.
with new_version as (
    insert into ingest.mapping_version (mapping, version, checksum)
    values (@mapping, @version, @checksum)
    on conflict (mapping, checksum) do nothing
    returning mapping_version_id
)
select mapping_version_id from new_version
union all
select mapping_version_id
from ingest.mapping_version
where mapping = @mapping
    and checksum = @checksum
limit 1
