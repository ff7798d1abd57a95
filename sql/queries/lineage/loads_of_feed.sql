-- One row per load of a feed, in the order in which they were made.
select load.load_id, load.submission_id, submission.number as submission_number, submission.received_at, load.publication_date,
    mapping_version.version as mapping_version, mapping_version.checksum as mapping_checksum, taxonomy_version.checksum as taxonomy_checksum
from dw.load
join ingest.submission using (submission_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
join ref.taxonomy_version on taxonomy_version.taxonomy_version_id = load.taxonomy_version_id
where submission.feed = @feed
order by load.load_id
