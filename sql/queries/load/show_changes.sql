-- Returns no rows. Creates the temporary view `change` of what a submission changes.
select ingest.show_changes(@submission_number)
