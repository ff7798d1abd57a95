-- Nothing: takes a submission's figures out of the staging table.
delete from ingest.staged_observation
where submission_number = @submission_number
