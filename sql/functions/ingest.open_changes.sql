-- An empty table for what a submission would change. It can be had again, and is not written to the log.
create or replace function ingest.open_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    changes text := format('staged_%s_change', submission);
begin
    execute format('drop table if exists ingest.%I', changes);
    execute format('create unlogged table ingest.%I (like ingest.staged_change)', changes);
    execute format('grant select, insert, delete on ingest.%I to observatory_writer', changes);
end
$$;
