-- Nothing: an empty table for the sums over time of a submission that can be attached to the star.
select ingest.open_sums(@submission_number, @provider_id::smallint, @area_level::smallint)
