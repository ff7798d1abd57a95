-- Returns no rows. Drops the staged figures of a submission and the changes computed from them.
select ingest.drop_staging(@submission_number), ingest.drop_changes(@submission_number)
