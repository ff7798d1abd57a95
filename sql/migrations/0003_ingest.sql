-- What arrived and what became of it. EF Core writes feed, source_file, submission, submission_event and finding;
-- COPY writes the staging tables.

create table ingest.mapping_version (
    mapping_version_id integer generated always as identity primary key,
    mapping text not null,
    version integer not null,
    checksum text not null,
    first_used_at timestamptz not null default clock_timestamp(),
    unique (mapping, checksum)
);

create table ingest.mapping_file (
    mapping_version_id integer not null references ingest.mapping_version,
    name text not null,
    content bytea not null,
    primary key (mapping_version_id, name)
);
comment on table ingest.mapping_file is 'Mapping and label tables as they were when a submission was read by them.';

create table ingest.source_file (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null,
    stored_at timestamptz not null
);
comment on table ingest.source_file is 'Files are kept by checksum in the file store, once each.';

create table ingest.submission (
    submission_id uuid primary key,
    number integer generated always as identity unique,
    feed text,
    file_name text not null,
    sha256 text not null references ingest.source_file,
    state text not null check (state in ('Received', 'Processing', 'Staged', 'Rejected', 'Approved', 'Loading', 'Loaded', 'Returned', 'Failed')),
    state_since timestamptz not null,
    received_at timestamptz not null,
    received_by text not null,
    received_through text not null check (received_through in ('upload', 'verb', 'schedule')),
    publication_date date,
    comment text,
    reviewed_by text,
    review_reason text,
    attempts integer not null default 0,
    fence integer not null default 0,
    worked_on_until timestamptz,
    retry_at timestamptz,
    failure text,
    mapping_version_id integer references ingest.mapping_version,
    taxonomy_version_id integer references ref.taxonomy_version,
    rules text,
    provider_id smallint references ref.provider,
    accounting jsonb,
    finding_counts jsonb,
    blocking integer not null default 0,
    warnings integer not null default 0,
    observations integer,
    load_id integer
);
-- The same bytes for the same feed are one submission, unless the first one was turned down.
create unique index submission_same_bytes on ingest.submission (sha256, coalesce(feed, '')) where state not in ('Rejected', 'Returned', 'Failed');
create index submission_waiting on ingest.submission (state_since) where state in ('Received', 'Processing', 'Approved', 'Loading');
comment on column ingest.submission.rules is 'Checksum of the taxonomy and of all mappings it was read by: the same bytes by the same rules give the same answer.';
comment on column ingest.submission.fence is 'Raised each time a worker takes the submission; a worker whose number is no longer this one has lost it.';
comment on column ingest.submission.worked_on_until is 'A worker that has not renewed by then is taken for dead.';

create table ingest.submission_event (
    submission_event_id bigint generated always as identity primary key,
    submission_id uuid not null references ingest.submission,
    at timestamptz not null,
    state text not null,
    actor text not null,
    detail text
);
create index submission_event_of on ingest.submission_event (submission_id, submission_event_id);

create table ingest.finding (
    submission_id uuid not null references ingest.submission,
    ordinal integer not null,
    code text not null,
    severity text not null check (severity in ('Note', 'Warning', 'Blocking')),
    sheet text,
    row_number integer,
    column_number integer,
    arguments jsonb not null,
    primary key (submission_id, ordinal)
);

create table ingest.feed (
    feed text primary key,
    next_due timestamptz,
    last_started_at timestamptz,
    last_finished_at timestamptz,
    last_result text check (last_result in ('NothingNew', 'Received', 'Failed')),
    last_failure text,
    last_submission_id uuid references ingest.submission,
    failures integer not null default 0,
    etag text,
    last_modified text,
    leased_until timestamptz
);
comment on table ingest.feed is 'When a scheduled source runs next and how it went. What it is stands in its folder.';

-- Staging: one row per figure, with numbers of the submission's own code books. Nothing here can be seen by a reader.
create table ingest.staged_code (
    submission_number integer not null,
    book char(1) not null check (book in ('I', 'A', 'B', 'T', 'S', 'M')),
    number integer not null,
    code text not null,
    detail jsonb,
    primary key (submission_number, book, number)
);
comment on column ingest.staged_code.book is 'I indicator, A area, B breakdown, T attributes, S sheet, M member that the feed brings.';

create table ingest.staged_observation (
    submission_number integer not null,
    indicator integer not null,
    area integer not null,
    period_id integer not null,
    breakdown integer not null,
    attributes integer not null,
    source_row integer not null,
    cells integer not null,
    source_column smallint not null,
    source_sheet smallint not null,
    value numeric,
    lower_bound numeric,
    upper_bound numeric
);
create index staged_observation_of on ingest.staged_observation (submission_number);

create table ingest.staged_scope (
    submission_number integer not null,
    indicator text not null,
    freq char(1) not null,
    area text not null,
    level smallint not null,
    parts_expected integer,
    absent_is_zero boolean not null,
    from_period integer not null,
    to_period integer not null
);
create index staged_scope_of on ingest.staged_scope (submission_number);
