-- One row: the planner's estimate of how many figures one partition has; 0 if it has no estimate or there is no such partition.
select coalesce((
    select greatest(0, reltuples)::bigint
    from pg_class
    where oid = dw.place_of(@provider_id::smallint, @area_level::smallint)), 0)
