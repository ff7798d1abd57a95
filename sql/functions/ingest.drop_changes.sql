-- Drops the stored comparison of a submission.
create or replace function ingest.drop_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('drop table if exists ingest.%I', format('staged_%s_change', submission));
end
$$;
