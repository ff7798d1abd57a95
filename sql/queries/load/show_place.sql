-- Nothing: a temporary view named place of the figures of a provider and a level of area.
select dw.show_place(@provider_id::smallint, @area_level::smallint)
