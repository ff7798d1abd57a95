-- Returns no rows. Deletes the code books of a submission from the staging table.
delete from ingest.staged_code
where submission_number = @submission_number
