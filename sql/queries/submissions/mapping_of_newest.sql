-- Checksum of the mapping by which the files of a submission were last loaded, by itself or by what read them again. No row where they were not.
select mapping_version.checksum as checksum
from ingest.submission
join dw.load using (submission_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
where submission.number = @number
    or submission.applies_to = @number
order by load.load_id desc
limit 1
