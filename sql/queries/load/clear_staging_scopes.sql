-- Returns no rows. Deletes the coverage of a submission from the staging table.
delete from ingest.staged_scope
where submission_number = @submission_number
