-- Returns no rows. Deletes what a submission declares as complete partitions (categories that add up to the total) from the staging table.
delete from ingest.staged_partition
where submission_number = @submission_number
