-- Returns no rows. Creates an empty table for the changes that a submission would make.
select ingest.open_changes(@submission_number)
