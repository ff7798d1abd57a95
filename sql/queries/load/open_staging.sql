-- Returns no rows. Creates an empty table for the figures of a submission. With a provider and an area level, the table can be attached to
-- the fact table.
select ingest.open_staging(@submission_number, @provider_id::smallint, @area_level::smallint)
