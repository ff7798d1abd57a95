-- Nothing: a partition for a provider and a level of area, where there is none.
select from dw.fact_place(@provider_id::smallint, @area_level::smallint)
