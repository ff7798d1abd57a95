-- Nothing: a temporary view named change of what a submission changes.
select ingest.show_changes(@submission_number)
