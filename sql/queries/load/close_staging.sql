-- Nothing: builds the key of a staged table that can be attached, and lets the planner know what it holds.
select ingest.close_staging(@submission_number)
