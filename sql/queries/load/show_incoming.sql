-- Nothing: a temporary view named incoming of the figures of a submission.
select ingest.show_staging(@submission_number)
