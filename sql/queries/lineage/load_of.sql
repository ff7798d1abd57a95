-- One row: the load with this number, its submission, and the numbers of its mapping and taxonomy.
select load.load_id, load.submission_id, load.mapping_version_id, load.taxonomy_version_id, submission.received_at
from dw.load
join ingest.submission using (submission_id)
where load.load_id = @load_id
