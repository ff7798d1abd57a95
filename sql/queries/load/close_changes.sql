-- Returns no rows. Gives the planner statistics of the changes of a submission.
select ingest.close_changes(@submission_number)
