-- Called when all figures are there: builds the key, by which they are compared or attached, and tells the planner what there is.
create or replace function ingest.close_staging(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
set maintenance_work_mem = '256MB'
as $$
declare
    staged text := 'staged_' || submission;
begin
    execute format('analyze ingest.%I', staged);
    execute format('alter table ingest.%I add primary key (%s)', staged, dw.key_of('fact_observation'));
    if to_regclass(format('ingest.%I', staged || '_sums')) is not null then
        execute format('alter table ingest.%I add primary key (%s)', staged || '_sums', dw.key_of('rollup_observation'));
        execute format('analyze ingest.%I', staged || '_sums');
    end if;
end
$$;
