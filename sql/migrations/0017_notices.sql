-- Who is told what has happened: an outbox that is written with the event itself, and delivered until it is taken.

create schema notice;
comment on schema notice is 'Who is told of what, and what became of telling them.';

-- As access.reaches, and of what is of no country only what is of one's own office.
create function notice.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return access.reaches(of_country)
        and (of_country is not null or current_setting('observatory.reach', true) = 'all' or of_office = access.office());

create table notice.subscription (
    subscription_id uuid primary key,
    office text not null,
    country text,
    address text not null check (address ~ '^(https?://|mailto:)[\u0021-\u007e]+$' and length(address) <= 2000),
    kinds text[] not null check (cardinality(kinds) > 0),
    language text not null check (language in ('en', 'es', 'fr', 'pt')),
    created_at timestamptz not null,
    created_by text not null,
    last_success_at timestamptz,
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_because text check (disabled_because in ('failing', 'gone')),
    removed_at timestamptz,
    removed_by text,
    check ((disabled_at is null) = (disabled_because is null))
);
create index subscription_of on notice.subscription (office) where removed_at is null;
comment on table notice.subscription is 'One row an address that is told of what happens to an office; those of the Observatory are told of all offices.';
comment on column notice.subscription.address is 'https:, or mailto: and one address.';
comment on column notice.subscription.failing_since is 'Since when nothing was taken; null where the last was.';
comment on column notice.subscription.disabled_because is 'failing: nothing was taken for days. gone: the receiver said that it is no more (410).';

create table notice.secret (
    secret_id uuid primary key,
    subscription_id uuid not null references notice.subscription,
    secret bytea not null check (length(secret) = 32),
    created_at timestamptz not null,
    ends_at timestamptz
);
create index secret_of on notice.secret (subscription_id);
comment on column notice.secret.secret is 'What webhooks are signed with. Only workers can read it: not who made it, nor anybody for whom the program works.';
comment on column notice.secret.ends_at is 'When it stops being used beside the one that takes its place; null for the newest.';

create table notice.event (
    event_id uuid primary key default gen_random_uuid(),
    at timestamptz not null,
    kind text not null,
    office text,
    country text,
    subject text not null,
    data jsonb not null
);
create index event_of on notice.event (subject);
comment on table notice.event is 'One row a thing that somebody may be told of, written in the transaction in which it happened.';
comment on column notice.event.data is 'What is told. No figure stands in it.';

create table notice.delivery (
    delivery_id uuid primary key default gen_random_uuid(),
    number bigint generated always as identity unique,
    subscription_id uuid not null references notice.subscription,
    event_id uuid not null references notice.event,
    state text not null check (state in ('Waiting', 'Delivered', 'GivenUp')),
    tries integer not null default 0,
    attempts integer not null default 0,
    next_at timestamptz,
    leased_until timestamptz,
    last_at timestamptz,
    last_status integer,
    last_fault text,
    last_milliseconds integer,
    delivered_at timestamptz,
    unique (subscription_id, event_id),
    check ((state = 'Waiting') = (next_at is not null))
);
create index delivery_due on notice.delivery (next_at) where state = 'Waiting';
create index delivery_of_event on notice.delivery (event_id);
comment on column notice.delivery.tries is 'Since it was written, or asked for again: the wait for the next grows with it.';
comment on column notice.delivery.attempts is 'All in all. Who takes a delivery raises it, and writes only while it is still this.';
comment on column notice.delivery.leased_until is 'A worker that has said nothing by then is taken for dead.';
comment on column notice.delivery.last_status is 'HTTP or SMTP status of the last answer; null where there was none.';

create table notice.reminder (
    feed text not null,
    due_on date not null,
    step integer not null check (step >= 0),
    at timestamptz not null,
    primary key (feed, due_on, step)
);
comment on table notice.reminder is 'One row a step of lateness that somebody was reminded of: nobody is twice.';

create function notice.announce(of_kind text, happened_at timestamptz, of_office text, of_country text, about text, more jsonb) returns integer
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    made uuid;
    told integer;
begin
    insert into notice.event (at, kind, office, country, subject, data)
    values (happened_at, of_kind, of_office, of_country, about, more)
    returning event_id into made;
    insert into notice.delivery (subscription_id, event_id, state, next_at)
    select subscription.subscription_id, made, 'Waiting', happened_at
    from notice.subscription
    where subscription.removed_at is null
        and subscription.disabled_at is null
        and (subscription.office = of_office or subscription.office = 'OBSERVATORY')
        and of_kind = any (subscription.kinds);
    get diagnostics told = row_count;
    return told;
end
$$;
comment on function notice.announce(text, timestamptz, text, text, text, jsonb) is 'Puts an event into the outbox, with a delivery to each that wants it. How many these are.';

-- Named so that it goes before the audit's, which has to be the last thing that a transaction does.
create function notice.announce_move() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    moved record;
begin
    select submission.number, submission.feed, coalesce(submission.office, provider.code) as office, submission.country
    into moved
    from ingest.submission
    left join ref.provider using (provider_id)
    where submission.submission_id = new.submission_id;
    perform notice.announce(
        'submission.' || lower(new.state), new.at, moved.office, moved.country, new.submission_id::text,
        jsonb_build_object(
            'submission', new.submission_id, 'number', moved.number, 'state', new.state, 'feed', moved.feed, 'office', moved.office, 'country', moved.country));
    return null;
end
$$;
-- That a worker has begun, or has to begin again, ends nobody's wait.
create trigger announce_move after insert on ingest.submission_event for each row
    when (new.state not in ('Processing', 'Loading') and not (new.actor = 'worker' and new.state in ('Received', 'Approved')))
    execute function notice.announce_move();

alter table notice.subscription enable row level security;
alter table notice.secret enable row level security;
alter table notice.event enable row level security;
alter table notice.delivery enable row level security;
alter table notice.reminder enable row level security;

create policy of_worker on notice.subscription to observatory_writer using (true) with check (true);
create policy of_worker on notice.secret to observatory_writer using (true) with check (true);
create policy of_worker on notice.event to observatory_writer using (true) with check (true);
create policy of_worker on notice.delivery to observatory_writer using (true) with check (true);
create policy of_worker on notice.reminder to observatory_writer using (true) with check (true);

create policy of_desk on notice.subscription for select to observatory_desk using (notice.reaches(office, country));
create policy by_desk on notice.subscription for insert to observatory_desk with check (notice.reaches(office, country) and created_by = access.actor());
create policy changed_by_desk on notice.subscription for update to observatory_desk
    using (notice.reaches(office, country)) with check (notice.reaches(office, country));
create policy of_desk on notice.secret to observatory_desk
    using (exists (select from notice.subscription where subscription.subscription_id = secret.subscription_id))
    with check (exists (select from notice.subscription where subscription.subscription_id = secret.subscription_id));
create policy of_desk on notice.delivery to observatory_desk
    using (exists (select from notice.subscription where subscription.subscription_id = delivery.subscription_id))
    with check (exists (select from notice.subscription where subscription.subscription_id = delivery.subscription_id));
create policy of_desk on notice.event for select to observatory_desk
    using (exists (select from notice.delivery where delivery.event_id = event.event_id));

grant usage on schema notice to observatory_desk, observatory_writer;
-- It could call audit.note since 0013, and not reach it.
grant usage on schema audit to observatory_writer;
grant select, insert on notice.subscription to observatory_desk;
grant update (failing_since, disabled_at, disabled_because, removed_at, removed_by) on notice.subscription to observatory_desk;
grant insert, select (secret_id, subscription_id, created_at, ends_at), update (ends_at) on notice.secret to observatory_desk;
grant select on notice.event, notice.delivery to observatory_desk;
grant update (state, tries, next_at) on notice.delivery to observatory_desk;
grant select on notice.subscription, notice.secret, notice.event, notice.delivery, notice.reminder to observatory_writer;
grant update (last_success_at, failing_since, disabled_at, disabled_because) on notice.subscription to observatory_writer;
grant update (state, tries, attempts, next_at, leased_until, last_at, last_status, last_fault, last_milliseconds, delivered_at) on notice.delivery to observatory_writer;
grant insert on notice.reminder to observatory_writer;
revoke all on function notice.announce(text, timestamptz, text, text, text, jsonb) from public;
grant execute on function notice.announce(text, timestamptz, text, text, text, jsonb) to observatory_writer;
