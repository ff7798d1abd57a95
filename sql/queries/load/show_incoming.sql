-- Returns no rows. Creates the temporary view `incoming` of the figures of a submission.
select ingest.show_staging(@submission_number)
