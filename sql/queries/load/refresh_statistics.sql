-- Returns no rows. Refreshes the planner's statistics of one place.
select dw.refresh_statistics(@provider_id::smallint, @area_level::smallint)
