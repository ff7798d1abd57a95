-- Who may do what, walls in the database itself, and a history of acts that nobody can rewrite unseen.

create schema access;
create schema audit;
comment on schema access is 'People, their roles, and keys of machines.';
comment on schema audit is 'Who did what and when: written with the act, never changed.';

do $$
begin
    if not exists (select from pg_roles where rolname = 'observatory_desk') then
        create role observatory_desk nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'observatory_auditor') then
        create role observatory_auditor nologin;
    end if;
    if not pg_has_role(current_user, 'observatory_desk', 'member') then
        execute format('grant observatory_desk to %I', current_user);
    end if;
    if not pg_has_role(current_user, 'observatory_auditor', 'member') then
        execute format('grant observatory_auditor to %I', current_user);
    end if;
end
$$;

-- What a connection of the desk is told before anything else: for whom it works. All are forgotten when it goes back to the pool.
create function access.actor() returns text
    language sql stable
    return nullif(current_setting('observatory.actor', true), '');
create function access.office() returns text
    language sql stable
    return nullif(current_setting('observatory.office', true), '');
create function access.country() returns text
    language sql stable
    return nullif(current_setting('observatory.country', true), '');
create function access.reaches(of_country text) returns boolean
    language sql stable
    return case current_setting('observatory.reach', true)
        when 'all' then true
        when 'own' then nullif(current_setting('observatory.office', true), '') is not null
            and of_country is not distinct from nullif(current_setting('observatory.country', true), '')
        else false
    end;
comment on function access.reaches(text) is
    'Whether the one a connection works for may reach what is of a country (null: of none). False where nobody has said for whom it works.';

create table access.person (
    person_id uuid primary key,
    -- In lower case: what a provider of identities says may be written in another way each time.
    address text not null unique check (address = lower(address)),
    name text not null,
    office text not null,
    country text,
    issuer text,
    subject text,
    is_active boolean not null default true,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    unique (issuer, subject)
);
comment on column access.person.office is 'Code of a provider, or OBSERVATORY.';
comment on column access.person.country is 'ISO 3166 alpha-3 of the office''s country; null for an office of no country.';
comment on column access.person.subject is 'How the provider of identities knows the person; null until the first time they sign in.';

create table access.person_role (
    person_id uuid not null references access.person,
    role text not null check (role in ('Analyst', 'Uploader', 'Approver', 'Editor', 'Publisher', 'Admin')),
    primary key (person_id, role)
);

create table access.key (
    key_id uuid primary key,
    prefix text not null unique check (prefix ~ '^[0-9A-Za-z]{8}$'),
    secret_hash bytea not null check (length(secret_hash) = 32),
    role text not null check (role in ('Analyst', 'Uploader', 'Approver', 'Editor', 'Publisher', 'Admin')),
    office text not null,
    country text,
    label text,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null check (expires_at <= created_at + interval '366 days'),
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text
);
create index key_of on access.key (office, role);
comment on column access.key.prefix is 'Its public part, by which it is found and spoken of.';
comment on column access.key.secret_hash is 'SHA-256 of the secret part, 256 bits of chance: the secret itself is shown once and kept nowhere.';

create table audit.entry (
    entry bigint primary key,
    at timestamptz not null,
    actor text not null,
    office text,
    country text,
    act text not null,
    subject text not null,
    detail jsonb not null,
    hash bytea not null
);
create index entry_of on audit.entry (subject);
create index entry_by on audit.entry (actor);
comment on table audit.entry is 'One row an act, in the transaction of the act. Each carries the checksum of itself and of the one before.';

create table audit.head (
    is_only boolean primary key default true check (is_only),
    entry bigint not null,
    hash bytea not null
);
alter table audit.head set (fillfactor = 10);
comment on table audit.head is 'The newest entry: it shows where the end of the chain was cut off.';
insert into audit.head (entry, hash) values (0, sha256('Inter-American Security Observatory'));

create function audit.text_of(entry bigint, at timestamptz, actor text, office text, country text, act text, subject text, detail jsonb) returns bytea
    language sql stable
    return convert_to(
        jsonb_build_array(entry, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, office, country, act, subject, detail)::text, 'UTF8');
comment on function audit.text_of(bigint, timestamptz, text, text, text, text, text, jsonb) is 'An entry as it is summed: the same bytes on every machine.';

create function audit.note(by_actor text, of_office text, of_country text, what text, about text, more jsonb) returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    newest record;
    now_at timestamptz;
    sum bytea;
begin
    -- One after another. Waiting for the row itself would let every waiter walk through all its versions.
    perform pg_advisory_xact_lock(-7226154331);
    select entry, hash into strict newest from audit.head;
    now_at := clock_timestamp();
    sum := sha256(newest.hash || audit.text_of(newest.entry + 1, now_at, by_actor, of_office, of_country, what, about, more));
    insert into audit.entry (entry, at, actor, office, country, act, subject, detail, hash)
    values (newest.entry + 1, now_at, by_actor, of_office, of_country, what, about, more, sum);
    update audit.head set entry = newest.entry + 1, hash = sum;
    return newest.entry + 1;
end
$$;
comment on function audit.note(text, text, text, text, text, jsonb) is
    'Writes an act down behind all others. Called last in a transaction: from here on every other act waits until it ends.';

create function audit.verify(anchors jsonb) returns table (entry bigint, fault text)
language sql
stable
set search_path = pg_catalog
as $$
    with chained as (
        select entry.*, coalesce(lag(entry.entry) over chain, 0) as entry_before,
            coalesce(lag(entry.hash) over chain, sha256('Inter-American Security Observatory')) as hash_before
        from audit.entry
        window chain as (order by entry.entry)
    )
    select chained.entry_before + 1, 'removed'
    from chained
    where chained.entry <> chained.entry_before + 1
    union all
    select chained.entry, case when chained.entry > head.entry then 'added' else 'changed' end
    from chained
    cross join audit.head
    where chained.hash <> sha256(
        chained.hash_before
        || audit.text_of(chained.entry, chained.at, chained.actor, chained.office, chained.country, chained.act, chained.subject, chained.detail))
        and chained.entry = chained.entry_before + 1
    union all
    select chained.entry, 'added'
    from chained
    cross join audit.head
    where chained.entry > head.entry
    union all
    select coalesce(max(entry.entry), 0) + 1, 'removed'
    from audit.head
    left join audit.entry on true
    group by head.entry
    having coalesce(max(entry.entry), 0) < head.entry
    union all
    select head.entry, 'changed'
    from audit.head
    join audit.entry using (entry)
    where head.hash <> entry.hash
    union all
    select anchor.entry, case when entry.entry is null then 'removed' else 'changed' end
    from jsonb_to_recordset(anchors) as anchor (entry bigint, hash text)
    left join audit.entry using (entry)
    where entry.hash is distinct from decode(anchor.hash, 'hex')
    order by 1, 2
$$;
comment on function audit.verify(jsonb) is
    'One row per place where the chain does not hold; none where it does. Anchors are entries whose checksum was kept outside: they tell even where the whole chain was made anew.';

-- Every move of a submission is an act. A trigger, so that no door can forget it; it is the last thing that its transaction does.
create function audit.note_move() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    moved record;
begin
    select number, feed, country, sha256 into moved from ingest.submission where submission_id = new.submission_id;
    perform audit.note(
        new.actor, nullif(current_setting('observatory.office', true), ''), moved.country, 'submission.' || lower(new.state), new.submission_id::text,
        jsonb_strip_nulls(jsonb_build_object('number', moved.number, 'feed', moved.feed, 'sha256', moved.sha256, 'detail', new.detail)));
    return null;
end
$$;

-- A submission is of a country: that of the office whose figures it brings.
alter table ingest.submission add column office text;
alter table ingest.submission add column country text;
comment on column ingest.submission.office is 'Code of the office that sent it; null where the program fetched it.';
comment on column ingest.submission.country is 'ISO 3166 alpha-3 of the country whose office answers for it; null for one of no country, and until that is known.';
update ingest.submission
set country = area.code
from ref.provider
join ref.area on area.area_id = provider.country_id
where provider.provider_id = submission.provider_id;

alter table ingest.submission drop constraint submission_state_check;
alter table ingest.submission add constraint submission_state_check
    check (state in ('Received', 'Processing', 'Staged', 'Rejected', 'Approved', 'Loading', 'Loaded', 'Returned', 'Failed', 'Withdrawn'));
drop index ingest.submission_same_bytes;
create unique index submission_same_bytes on ingest.submission (sha256, coalesce(feed, ''), coalesce(country, ''))
    where state not in ('Rejected', 'Returned', 'Failed', 'Withdrawn');
create index submission_of on ingest.submission (country, number desc);

create trigger note_move after insert on ingest.submission_event for each row execute function audit.note_move();

-- The first wall is the program's; this is the second. A worker sees all, the desk what the one it works for may reach.
alter table ingest.submission enable row level security;
alter table ingest.submission_event enable row level security;
alter table ingest.submission_file enable row level security;
alter table ingest.finding enable row level security;
alter table access.person enable row level security;
alter table access.person_role enable row level security;
alter table access.key enable row level security;
alter table audit.entry enable row level security;

create policy of_worker on ingest.submission to observatory_writer using (true) with check (true);
create policy of_worker on ingest.submission_event to observatory_writer using (true) with check (true);
create policy of_worker on ingest.submission_file to observatory_writer using (true) with check (true);
create policy of_worker on ingest.finding to observatory_writer using (true) with check (true);

create policy of_desk on ingest.submission for select to observatory_desk using (access.reaches(country));
create policy by_desk on ingest.submission for insert to observatory_desk
    with check (access.reaches(country) and received_by = access.actor() and state = 'Received');
-- Nobody agrees to what they sent themselves; whoever runs the machine itself, who has no office, may, and the audit says so.
create policy moved_by_desk on ingest.submission for update to observatory_desk
    using (access.reaches(country))
    with check (access.reaches(country) and (state <> 'Approved' or (reviewed_by = access.actor() and (received_by <> access.actor() or access.office() is null))));
create policy of_desk on ingest.submission_event for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = submission_event.submission_id));
create policy by_desk on ingest.submission_event for insert to observatory_desk
    with check (actor = access.actor() and exists (select from ingest.submission where submission.submission_id = submission_event.submission_id));
create policy of_desk on ingest.submission_file for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = submission_file.submission_id));
create policy by_desk on ingest.submission_file for insert to observatory_desk
    with check (exists (select from ingest.submission where submission.submission_id = submission_file.submission_id));
create policy of_desk on ingest.finding for select to observatory_desk
    using (exists (select from ingest.submission where submission.submission_id = finding.submission_id));
create policy of_desk on access.person for select to observatory_desk using (access.reaches(country));
create policy by_desk on access.person for insert to observatory_desk with check (access.reaches(country));
create policy changed_by_desk on access.person for update to observatory_desk using (access.reaches(country)) with check (access.reaches(country));
create policy of_desk on access.person_role to observatory_desk
    using (exists (select from access.person where person.person_id = person_role.person_id))
    with check (exists (select from access.person where person.person_id = person_role.person_id));
create policy of_desk on access.key for select to observatory_desk using (access.reaches(country));
create policy by_desk on access.key for insert to observatory_desk with check (access.reaches(country) and created_by = access.actor());
create policy changed_by_desk on access.key for update to observatory_desk using (access.reaches(country)) with check (access.reaches(country));
create policy of_desk on audit.entry for select to observatory_desk using (access.reaches(country));
create policy of_auditor on audit.entry for select to observatory_auditor using (true);

grant usage on schema pub, ref, dw, ingest, access, audit to observatory_desk;
grant usage on schema access to observatory_writer;
grant usage on schema audit, ingest to observatory_auditor;
grant select on all tables in schema ref, dw, pub to observatory_desk;
alter default privileges in schema ref grant select on tables to observatory_desk;
alter default privileges in schema dw grant select on tables to observatory_desk;
alter default privileges in schema pub grant select on tables to observatory_desk;
grant select, insert on ingest.submission, ingest.submission_event, ingest.submission_file, ingest.source_file to observatory_desk;
grant update (state, state_since, reviewed_by, review_reason, attempts, fence, worked_on_until, comment) on ingest.submission to observatory_desk;
grant select on ingest.finding, ingest.mapping_version, ingest.mapping_file, ingest.feed to observatory_desk;
grant usage on all sequences in schema ingest to observatory_desk;
grant execute on function ingest.drop_staging(integer) to observatory_desk;
grant delete, select (submission_number) on ingest.staged_content, ingest.staged_sum, ingest.staged_code, ingest.staged_scope, ingest.staged_partition to observatory_desk;
grant select, insert on access.person, access.key to observatory_desk;
grant select, insert, delete on access.person_role to observatory_desk;
grant update (revoked_at, revoked_by, expires_at, last_used_at) on access.key to observatory_desk;
grant update (name, office, country, is_active) on access.person to observatory_desk;
grant select on audit.entry to observatory_desk, observatory_auditor;
grant select on audit.head to observatory_auditor;
revoke all on function audit.note(text, text, text, text, text, jsonb), audit.verify(jsonb) from public;
grant execute on function audit.note(text, text, text, text, text, jsonb) to observatory_desk, observatory_writer;
grant execute on function audit.verify(jsonb) to observatory_auditor;

-- Before anybody is known: a key is found by its public part, a person by what the provider of identities says. Nothing else can be asked.
create function access.key_of(of_prefix text) returns table (key_id uuid, secret_hash bytea, role text, office text, country text, expires_at timestamptz, revoked_at timestamptz)
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select key.key_id, key.secret_hash, key.role, key.office, key.country, key.expires_at, key.revoked_at
    from access.key
    where key.prefix = of_prefix
$$;
create function access.key_used(of_prefix text) returns void
language sql
security definer
set search_path = pg_catalog
as $$
    update access.key set last_used_at = clock_timestamp() where key.prefix = of_prefix
$$;
create function access.person_of(of_issuer text, of_subject text, of_address text, is_verified boolean)
returns table (person_id uuid, address text, name text, office text, country text, roles text[])
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
    found uuid;
begin
    select person.person_id into found from access.person where person.issuer = of_issuer and person.subject = of_subject and person.is_active;
    -- Who was invited by address is bound to the account that first proves to own it, once.
    if found is null and is_verified then
        update access.person set issuer = of_issuer, subject = of_subject
        where person.address = lower(of_address) and person.subject is null and person.is_active
        returning person.person_id into found;
    end if;
    update access.person set last_seen_at = clock_timestamp() where person.person_id = found;
    return query
        select person.person_id, person.address, person.name, person.office, person.country,
            array(select person_role.role from access.person_role where person_role.person_id = found order by person_role.role)
        from access.person
        where person.person_id = found;
end
$$;
revoke all on function access.key_of(text), access.key_used(text), access.person_of(text, text, text, boolean) from public;
grant execute on function access.key_of(text), access.key_used(text), access.person_of(text, text, text, boolean) to observatory_desk;
