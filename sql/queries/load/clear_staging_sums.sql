-- Returns no rows. Deletes the sums of a submission from the staging table.
delete from ingest.staged_sum
where submission_number = @submission_number
