-- Nothing: lets the planner know what stands at one place.
select dw.refresh_statistics(@provider_id::smallint, @area_level::smallint)
