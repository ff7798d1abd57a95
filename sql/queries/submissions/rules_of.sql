-- One row: the mapping, its version, and the taxonomy version that read a submission; all null if none has read it.
select mapping_version.mapping, mapping_version.version, mapping_version.checksum as mapping_checksum,
    taxonomy_version.checksum as taxonomy_checksum
from ingest.submission
left join ingest.mapping_version using (mapping_version_id)
left join ref.taxonomy_version on taxonomy_version.taxonomy_version_id = submission.taxonomy_version_id
where submission.submission_id = @submission_id
