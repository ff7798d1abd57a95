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
