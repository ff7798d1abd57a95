-- Returns no rows. Creates the list of the scripts that were applied.
create table if not exists public.schema_journal (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp()
)
