-- Nothing: takes a submission's sums out of the staging table.
delete from ingest.staged_sum
where submission_number = @submission_number
