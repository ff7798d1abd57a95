-- Nothing: takes a submission's coverage out of the staging table.
delete from ingest.staged_scope
where submission_number = @submission_number
