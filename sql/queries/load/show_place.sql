-- Returns no rows. Creates the temporary view `place` of the current figures of a provider and an area level.
select dw.show_place(@provider_id::smallint, @area_level::smallint)
