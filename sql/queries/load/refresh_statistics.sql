-- Returns no rows. Refreshes the planner's statistics of one partition.
select dw.refresh_statistics(@provider_id::smallint, @area_level::smallint)
