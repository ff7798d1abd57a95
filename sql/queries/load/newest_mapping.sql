-- The version of the mapping by which the newest load of a feed was read; no row before its first load.
select mapping_version.version, mapping_version.checksum
from dw.load
join ingest.submission using (submission_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
where submission.feed = @feed
order by load.load_id desc
limit 1
