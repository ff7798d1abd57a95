-- Nothing: lets the planner know how much would change.
select ingest.close_changes(@submission_number)
