-- What keeps a server from doing too much: requests that are sent again, and how much an office may send.

-- A request that is sent again under the same key is done once: what the first was answered is kept for a day.
create table access.answered (
    actor text not null,
    key text not null check (length(key) between 1 and 255),
    address text not null,
    begun_at timestamptz not null,
    fingerprint bytea check (length(fingerprint) = 32),
    status integer check (status between 200 and 399),
    content_type text,
    location text,
    body bytea check (length(body) <= 4194304),
    primary key (actor, key)
);
create index answered_by_age on access.answered (begun_at);
comment on table access.answered is 'One row a request that came with an Idempotency-Key: of whoever sent it alone, and for a day.';
comment on column access.answered.address is 'Method, path and query.';
comment on column access.answered.fingerprint is 'SHA-256 of what came with it; null while it is being worked on.';
comment on column access.answered.status is 'Null while it is being worked on. What is refused is not kept: nothing was done.';
comment on column access.answered.body is 'Null where the answer has none, or holds a secret, which is kept nowhere.';

alter table access.answered enable row level security;
create policy of_desk on access.answered to observatory_desk using (actor = access.actor()) with check (actor = access.actor());
-- The sweep sees only what is to go.
create policy of_sweep on access.answered to observatory_writer using (begun_at < clock_timestamp() - interval '24 hours');
grant select, insert, update, delete on access.answered to observatory_desk;
grant select (begun_at), delete on access.answered to observatory_writer;

-- What an office may send: what is set for it stands before what the server says for all.
create table access.upload_limit (
    office text primary key,
    country text,
    file_bytes bigint check (file_bytes > 0),
    files_a_day integer check (files_a_day >= 0),
    bytes_a_day bigint check (bytes_a_day >= 0),
    changed_at timestamptz not null,
    changed_by text not null
);
comment on table access.upload_limit is 'One row an office that has limits of its own.';
comment on column access.upload_limit.file_bytes is 'Of one file; null for what the server says.';
comment on column access.upload_limit.files_a_day is 'From midnight to midnight, UTC; null for what the server says.';
comment on column access.upload_limit.bytes_a_day is 'Of all files together, from midnight to midnight, UTC; null for what the server says.';

alter table access.upload_limit enable row level security;
create policy of_desk on access.upload_limit for select to observatory_desk using (access.reaches(country));
create policy by_desk on access.upload_limit for insert to observatory_desk with check (access.reaches(country) and changed_by = access.actor());
create policy changed_by_desk on access.upload_limit for update to observatory_desk
    using (access.reaches(country)) with check (access.reaches(country) and changed_by = access.actor());
grant select, insert, update on access.upload_limit to observatory_desk;
create index submission_by_office on ingest.submission (office, received_at);
