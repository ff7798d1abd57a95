-- Returns no rows. Creates the temporary view `place` of the current figures of one partition (provider and area level).
select dw.show_place(@provider_id::smallint, @area_level::smallint)
