-- Returns no rows. Builds the primary key of a staged table that can be attached, and gives the planner its statistics.
select ingest.close_staging(@submission_number)
