-- Nothing: an empty table for the figures of a submission; with a provider and a level of area, one that can be attached to the star.
select ingest.open_staging(@submission_number, @provider_id::smallint, @area_level::smallint)
