-- Nothing: takes what a submission says makes a whole out of the staging table.
delete from ingest.staged_partition
where submission_number = @submission_number
