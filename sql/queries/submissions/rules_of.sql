-- By what a submission was read: mapping, its version, and the state of the taxonomy. One row; all null where it was read by none.
select mapping_version.mapping, mapping_version.version, mapping_version.checksum as mapping_checksum, taxonomy_version.checksum as taxonomy_checksum
from ingest.submission
left join ingest.mapping_version using (mapping_version_id)
left join ref.taxonomy_version on taxonomy_version.taxonomy_version_id = submission.taxonomy_version_id
where submission.submission_id = @submission_id
