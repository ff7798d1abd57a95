-- Whether figures of a provider and a level of area have a place in the star already. One row.
select dw.place_of(@provider_id::smallint, @area_level::smallint) is not null
