-- Returns no rows. Deletes the content of a submission from the staging table.
delete from ingest.staged_content
where submission_number = @submission_number
