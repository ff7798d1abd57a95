-- Sessions that were ended before their time, secrets that a copy of the database does not give away, and what is cleared when it is old.

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
grant select (session_hash, ends_at), delete on access.ended_session to observatory_writer;

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

-- What webhooks are signed with is sealed by a key that lies in a file. In a column of its own: a program that does not know of it finds no secret,
-- and signs nothing with what is none.
alter table notice.secret alter column secret drop not null;
alter table notice.secret add column sealed bytea check (length(sealed) = 60);
alter table notice.secret add column sealed_by text check (sealed_by ~ '^[0-9a-f]{12}$');
alter table notice.secret add check ((secret is null) = (sealed is not null)), add check ((sealed is null) = (sealed_by is null));
comment on column notice.secret.secret is 'In the clear, as it was made before secrets were sealed: the program seals it when it is brought up. Only workers can read it.';
comment on column notice.secret.sealed is 'AES-256-GCM for this secret_id: nonce, tag, text. Only workers can read it: not who made it, nor anybody for whom the program works.';
comment on column notice.secret.sealed_by is 'Beginning of the SHA-256 of the key, by which the file that holds it is found.';

-- Whoever makes a secret sees those of their own office alone, and has to know whether the key is to be made or is elsewhere.
create function notice.secrets_are_sealed() returns boolean
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select exists (
        select
        from notice.secret
        join notice.subscription using (subscription_id)
        where secret.sealed is not null
            and (secret.ends_at is null or secret.ends_at > clock_timestamp())
            and subscription.removed_at is null)
$$;
revoke all on function notice.secrets_are_sealed() from public;
grant execute on function notice.secrets_are_sealed() to observatory_desk;

-- What is only of its moment is cleared by the worker: what was told after a while, what signs nothing at once. No setting reaches further than these.
create index event_by_age on notice.event (at);
create policy kept_for_a_week on notice.event as restrictive for delete to observatory_writer using (at < clock_timestamp() - interval '7 days');
create policy kept_for_a_week on notice.delivery as restrictive for delete to observatory_writer
    using (exists (select from notice.event where event.event_id = delivery.event_id and event.at < clock_timestamp() - interval '7 days'));
create policy kept_while_good on notice.secret as restrictive for delete to observatory_writer
    using (ends_at < clock_timestamp()
        or exists (select from notice.subscription where subscription.subscription_id = secret.subscription_id and subscription.removed_at is not null));
grant delete on notice.event, notice.delivery, notice.secret to observatory_writer;
-- What happened to a submission is history: no sweep, and no mistake in one, reaches it.
revoke update, delete on ingest.submission_event from observatory_writer;
