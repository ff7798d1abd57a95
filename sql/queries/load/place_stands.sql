-- One row: whether a provider has a partition for this area level already.
select dw.place_of(@provider_id::smallint, @area_level::smallint) is not null
