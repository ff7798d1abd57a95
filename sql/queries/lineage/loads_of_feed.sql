-- One row per set of files of a feed that was loaded, with its newest load, ordered by the first load. A set that was read again with a
-- corrected mapping therefore stays where it was.
with load_of_file as (
    select load.load_id, load.submission_id, load.publication_date, load.mapping_version_id, load.taxonomy_version_id,
        submission.number as submission_number, submission.received_at, coalesce(submission.applies_to, submission.number) as first_number
    from dw.load
    join ingest.submission using (submission_id)
    where submission.feed = @feed
),
newest as (
    select distinct on (first_number) load_of_file.*, min(load_id) over (partition by first_number) as first_load
    from load_of_file
    order by first_number, load_id desc
)
select newest.load_id, newest.submission_id, newest.submission_number, newest.first_number, newest.received_at, newest.publication_date,
    mapping_version.version as mapping_version, mapping_version.checksum as mapping_checksum, taxonomy_version.checksum as taxonomy_checksum
from newest
join ingest.mapping_version using (mapping_version_id)
join ref.taxonomy_version using (taxonomy_version_id)
order by newest.first_load
