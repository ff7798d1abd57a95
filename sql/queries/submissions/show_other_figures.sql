-- Nothing: a temporary view named other_incoming of the figures of another submission.
select ingest.show_other_staging(@submission_number)
