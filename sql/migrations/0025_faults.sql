-- What shows that workers work, what a file that ends its worker is known by, and a key of a request that is held only while its server lives.

create table ingest.sweep (
    only_row boolean primary key default true check (only_row),
    begun_at timestamptz not null,
    swept_at timestamptz,
    server text not null
);
comment on table ingest.sweep is 'When a worker last looked for submissions that wait. One row at most: none before the first time.';
comment on column ingest.sweep.swept_at is 'When a worker last looked at all that waits; null before it had done so once.';
comment on column ingest.sweep.server is 'The machine and the process that looked.';
alter table ingest.sweep enable row level security;
create policy of_worker on ingest.sweep to observatory_writer using (true) with check (true);

alter table ingest.submission add column deaths integer not null default 0;
comment on column ingest.submission.deaths is 'How many workers took it since it was last read, and then fell silent while the database server ran on.';

alter table access.answered add column held_until timestamptz not null default clock_timestamp();
comment on column access.answered.held_until is 'Of a request that is being worked on: its server renews it. After that moment the server counts as gone, and the key is free.';

-- The job store makes its own tables when a server first starts, so that no statement of ours can name them.
create function ingest.forget_job_locks(held_longer_than interval) returns integer
language plpgsql
set search_path = pg_catalog
as $$
declare
    forgotten integer := 0;
begin
    if to_regclass('hangfire.lock') is not null then
        -- A lock of a clock that runs ahead would never grow old.
        execute 'delete from hangfire.lock where acquired is null or acquired not between clock_timestamp() - $1 and clock_timestamp() + interval ''1 minute'''
            using held_longer_than;
        get diagnostics forgotten = row_count;
    end if;
    return forgotten;
end
$$;
comment on function ingest.forget_job_locks(interval) is 'Frees what the job store locks with: a server that is killed leaves its locks behind. Returns how many there were.';
revoke all on function ingest.forget_job_locks(interval) from public;
