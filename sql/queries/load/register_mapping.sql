-- One row: the number of a mapping version, which is added if it is new.
with known as (
    select mapping_version_id
    from ingest.mapping_version
    where mapping = @mapping
        and checksum = @checksum
),
added as (
    insert into ingest.mapping_version (mapping, version, checksum)
    select @mapping::text, @version::integer, @checksum::text
    where not exists (select from known)
    -- If somebody else adds the same version at this moment, this statement cannot see their row unless it writes to it.
    on conflict (mapping, checksum) do update
    set checksum = excluded.checksum
    returning mapping_version_id
)
select mapping_version_id from known
union all
select mapping_version_id from added
