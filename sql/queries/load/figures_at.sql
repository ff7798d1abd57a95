-- How many figures stand at one place, as the planner has it; 0 where it does not know. One row.
select greatest(0, reltuples)::bigint
from pg_class
where oid = to_regclass('dw.fact_observation_p' || @provider_id::smallint || '_l' || @area_level::smallint)
