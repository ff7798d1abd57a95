-- Drops the staged figures and sums of a submission.
create or replace function ingest.drop_staging(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('drop table if exists ingest.%I, ingest.%I', 'staged_' || submission, 'staged_' || submission || '_sums');
end
$$;
