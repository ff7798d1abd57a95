-- Returns no rows. Creates the temporary view `other_incoming` of the figures of another submission.
select ingest.show_other_staging(@submission_number)
