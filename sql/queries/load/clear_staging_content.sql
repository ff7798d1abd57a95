-- Nothing: takes a submission's content out of the staging table.
delete from ingest.staged_content
where submission_number = @submission_number
