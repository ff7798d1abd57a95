-- Frees what the job store locks with: a server that is killed leaves its locks behind. Returns how many there were.
create or replace function ingest.forget_job_locks(held_longer_than interval) returns integer
language plpgsql
set search_path = pg_catalog
as $$
declare
    forgotten integer := 0;
begin
    if to_regclass('hangfire.lock') is not null then
        -- A lock of a clock that runs ahead would never grow old.
        execute 'delete from hangfire.lock where acquired is null or acquired not between clock_timestamp() - $1 '
            'and clock_timestamp() + interval ''1 minute'''
            using held_longer_than;
        get diagnostics forgotten = row_count;
    end if;
    return forgotten;
end
$$;
