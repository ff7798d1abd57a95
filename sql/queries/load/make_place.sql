-- Returns no rows. Creates the partition of a provider and an area level if there is none.
select from dw.fact_place(@provider_id::smallint, @area_level::smallint)
