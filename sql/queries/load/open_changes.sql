-- Nothing: an empty table for what a submission would change.
select ingest.open_changes(@submission_number)
