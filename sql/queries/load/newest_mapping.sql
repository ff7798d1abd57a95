-- At most one row: the version of the mapping that read the newest load of a feed; none before its first load.
select mapping_version.version, mapping_version.checksum
from (
    select load_id
    from ingest.submission
    where feed = @feed
        and load_id is not null
    order by load_id desc
    limit 1
) as newest
join dw.load using (load_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
