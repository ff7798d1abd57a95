-- At most one row: the checksum of the mapping that last loaded the files of a submission, in the submission itself or when they were read
-- again; none if they were never loaded.
select mapping_version.checksum as checksum
from ingest.submission
join dw.load using (submission_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
where submission.number = @number
    or submission.applies_to = @number
order by load.load_id desc
limit 1
