-- Nothing: forgets the staged figures of a submission, and what they would have changed.
select ingest.drop_staging(@submission_number), ingest.drop_changes(@submission_number)
