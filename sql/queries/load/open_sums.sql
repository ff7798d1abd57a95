-- Returns no rows. Creates an empty table for the sums over time of a submission that can be attached.
select ingest.open_sums(@submission_number, @provider_id::smallint, @area_level::smallint)
