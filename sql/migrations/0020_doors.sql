-- Sessions that were ended before their time.

-- A cookie cannot be called back: what it is known by is kept until it would have ended by itself.
create table access.ended_session (
    session_hash bytea primary key check (length(session_hash) = 32),
    actor text not null,
    ends_at timestamptz not null
);
create index ended_session_by_end on access.ended_session (ends_at);
comment on table access.ended_session is 'One row a session that somebody has signed out of, until it would have ended by itself.';
comment on column access.ended_session.session_hash is 'SHA-256 of its identifier, 256 bits of chance, which stands in the sealed cookie alone.';
comment on column access.ended_session.ends_at is 'When its cookie ends by itself: from then on the row says nothing.';

alter table access.ended_session enable row level security;
create policy of_desk on access.ended_session to observatory_desk using (actor = access.actor()) with check (actor = access.actor());
-- The sweep sees only what is to go.
create policy of_sweep on access.ended_session to observatory_writer using (ends_at < clock_timestamp());
grant select, insert on access.ended_session to observatory_desk;
grant select (ends_at), delete on access.ended_session to observatory_writer;

-- Asked before anybody is known, as access.key_of is.
create function access.session_has_ended(of_hash bytea) returns boolean
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select exists (select from access.ended_session where ended_session.session_hash = of_hash)
$$;
revoke all on function access.session_has_ended(bytea) from public;
grant execute on function access.session_has_ended(bytea) to observatory_desk;
