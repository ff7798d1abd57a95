-- Nothing: forgets the staged figures of a submission.
select ingest.drop_staging(@submission_number)
