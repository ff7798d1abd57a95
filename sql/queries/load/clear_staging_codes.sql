-- Nothing: takes a submission's code books out of the staging table.
delete from ingest.staged_code
where submission_number = @submission_number
