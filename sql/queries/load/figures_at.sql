-- How many figures stand at one place, as the planner has it; 0 where it does not know, or there is no such place. One row.
select coalesce((
    select greatest(0, reltuples)::bigint
    from pg_class
    where oid = dw.place_of(@provider_id::smallint, @area_level::smallint)), 0)
