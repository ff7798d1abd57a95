-- Whether figures of a provider and a level of area have a place in the star already. One row.
select to_regclass('dw.fact_observation_p' || @provider_id::smallint || '_l' || @area_level::smallint) is not null
