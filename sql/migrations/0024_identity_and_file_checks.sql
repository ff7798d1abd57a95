-- A database, the homes that work on it and their file store know one another by this: a copy or a stranger is told apart from what belongs here.
create table ingest.identity (
    is_the_one boolean primary key default true check (is_the_one),
    id uuid not null,
    made_at timestamptz not null default now()
);
comment on table ingest.identity is 'One row: who this database is. Homes and file stores that belong to it hold the same id in a file named identity.';
comment on column ingest.identity.id is 'Random, made once; a restored or replicated copy of the database keeps it.';
revoke insert, update, delete on ingest.identity from observatory_writer;
insert into ingest.identity (id) values (gen_random_uuid());

-- Bytes on a disk change unasked: each kept file is summed again now and then, and what came of it is remembered.
create table ingest.file_check (
    sha256 text primary key references ingest.source_file,
    checked_at timestamptz not null,
    fault text check (fault in ('missing', 'damaged'))
);
comment on table ingest.file_check is 'When each stored file was last compared with its checksum, and what was wrong with it then.';
comment on column ingest.file_check.fault is 'Null where the file was as it should be.';
create index file_check_fault on ingest.file_check (sha256) where fault is not null;
alter table ingest.file_check enable row level security;
create policy of_worker on ingest.file_check to observatory_writer using (true) with check (true);
alter table ingest.identity enable row level security;
create policy of_worker on ingest.identity for select to observatory_writer using (true);
