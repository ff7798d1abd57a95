-- Called when all changes are there: tells the planner how many.
create or replace function ingest.close_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('analyze ingest.%I', format('staged_%s_change', submission));
end
$$;
