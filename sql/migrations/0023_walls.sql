-- What belongs to an office is its own, whether it has a country or not; who answers for a key; and acts are written down in one's own name.

-- A submission belongs to an office. Of two that have no country it was enough that neither had one.
alter table ingest.submission add column owner text;
comment on column ingest.submission.owner is
    'Code of the office that it belongs to: the one that sent it; of what the program or the operator brought in, the one whose figures it holds, and null until that is known.';
update ingest.submission
set owner = coalesce(office, (select provider.code from ref.provider where provider.provider_id = submission.provider_id));

-- Everything that has an office is reached by office and country: of the own country what any of its offices has, of no country the own office's alone.
create or replace function access.reaches(of_office text, of_country text) returns boolean
    language sql stable
    return case current_setting('observatory.reach', true)
        when 'all' then true
        when 'own' then access.office() is not null and coalesce(
            case when of_country is null then access.country() is null and of_office = access.office() else of_country = access.country() end, false)
        else false
    end;
comment on function access.reaches(text, text) is
    'Whether the one a connection works for may reach what is of an office and a country; of no country only what is of their own office. False where nobody has said for whom it works.';

create function access.speaks_for(of_provider smallint) returns boolean
    language sql stable
    return coalesce(current_setting('observatory.reach', true) = 'all', false) or exists (
        select
        from ref.provider
        left join ref.area on area.area_id = provider.country_id
        where provider.provider_id = of_provider
            and access.reaches(provider.code, area.code));
comment on function access.speaks_for(smallint) is 'Whether the one a connection works for may send, or agree to, figures of a provider. False for one that is not known.';
grant execute on function access.speaks_for(smallint) to observatory_desk;

-- A key is answered for by whoever is at the beginning of the chain of keys that it comes from. What the machine's own operator makes answers for itself.
alter table access.key add column made_by uuid references access.key;
alter table access.key add column answerable text;
comment on column access.key.made_by is 'The key it was made with; null where a person or the operator made it.';
comment on column access.key.answerable is 'Who answers for it: the person at the beginning of the keys it comes from, or the first of these keys where the operator made it.';
create index key_made_by on access.key (made_by) where made_by is not null;
create index key_answerable on access.key (answerable);
update access.key
set made_by = maker.key_id
from access.key as maker
where key.created_by = 'key:' || maker.prefix;
with recursive answered as (
    select key.key_id, case when key.created_by like '%@%' then key.created_by else 'key:' || key.prefix end as answerable
    from access.key
    where key.made_by is null
    union all
    select key.key_id, answered.answerable
    from access.key
    join answered on answered.key_id = key.made_by
)
update access.key
set answerable = answered.answerable
from answered
where answered.key_id = key.key_id;
alter table access.key alter column answerable set not null;

-- Keys for reviewing that were made with a key have ended.
select audit.note('operator', null, key.country, 'key.revoked', key.prefix, jsonb_build_object('office', key.office, 'because', 'made with a key'))
from (select * from access.key where role = 'Approver' and made_by is not null and revoked_at is null order by created_at) as key;
update access.key
set revoked_at = clock_timestamp(), revoked_by = 'operator'
where role = 'Approver' and made_by is not null and revoked_at is null;

create function access.answers_for(of_actor text) returns text
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select coalesce((select key.answerable from access.key where of_actor like 'key:%' and key.prefix = substr(of_actor, 5)), of_actor)
$$;
comment on function access.answers_for(text) is 'Who answers for what somebody does: of a key whoever answers for it, else they themselves.';
revoke all on function access.answers_for(text) from public;
grant execute on function access.answers_for(text) to observatory_desk;

-- A key ends with every key that it comes from, and with the person who answers for it.
drop function access.key_of(text);
create function access.key_of(of_prefix text)
returns table (key_id uuid, secret_hash bytea, role text, office text, country text, expires_at timestamptz, revoked_at timestamptz, answerable text)
language sql
stable
security definer
set search_path = pg_catalog
as $$
    with recursive chain as (
        select key.made_by, key.expires_at, key.revoked_at
        from access.key
        where key.prefix = of_prefix
        union all
        select maker.made_by, maker.expires_at, maker.revoked_at
        from chain
        join access.key as maker on maker.key_id = chain.made_by
    )
    select key.key_id, key.secret_hash, key.role, key.office, key.country, (select min(chain.expires_at) from chain),
        coalesce(
            (select min(chain.revoked_at) from chain),
            case when exists (select from access.person where person.address = key.answerable and not person.is_active) then clock_timestamp() end),
        key.answerable
    from access.key
    where key.prefix = of_prefix
$$;
comment on function access.key_of(text) is 'The key of a public part, with the first end of all keys that it comes from.';
revoke all on function access.key_of(text) from public;
grant execute on function access.key_of(text) to observatory_desk;

create function access.answer_for_key() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    maker record;
begin
    new.made_by := null;
    new.answerable := case when access.office() is null then 'key:' || new.prefix else new.created_by end;
    if new.created_by like 'key:%' then
        select * into maker from access.key_of(substr(new.created_by, 5));
        if maker.key_id is null or maker.revoked_at is not null or maker.expires_at <= new.created_at then
            raise exception using errcode = 'insufficient_privilege', message = 'A key that has ended makes no keys.';
        end if;
        if new.role = 'Approver' then
            raise exception using errcode = 'insufficient_privilege', message = 'A key makes no keys for reviewing.';
        end if;
        if new.expires_at > maker.expires_at then
            raise exception using errcode = 'insufficient_privilege', message = 'A key does not outlive the key that made it.';
        end if;
        new.made_by := maker.key_id;
        new.answerable := maker.answerable;
    elsif exists (select from access.person where person.address = lower(new.created_by))
        and not exists (
            select
            from access.person
            join access.person_role using (person_id)
            where person.address = lower(new.created_by)
                and person.is_active
                and (person_role.role = 'Admin'
                    or (person_role.role = 'Approver'
                        and case when new.country is null then person.country is null and person.office = new.office else person.country = new.country end))) then
        -- A session goes on for a while when its person has gone or may do less.
        raise exception using errcode = 'insufficient_privilege', message = 'Who may make no keys any more makes none.';
    end if;
    return new;
end
$$;
comment on function access.answer_for_key() is 'Notes who answers for a new key, whatever the program says, and refuses the key of a maker that has ended or may make none any more.';
create trigger answer_for_key before insert on access.key for each row execute function access.answer_for_key();

-- The desk reads no checksum of a secret, and of a key that is there it can only say that it has ended.
revoke select on access.key from observatory_desk;
grant select (key_id, prefix, role, office, country, label, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by, made_by, answerable)
    on access.key to observatory_desk;
revoke update (expires_at, last_used_at) on access.key from observatory_desk;

-- One policy a table and act instead of two that have to be read together.
drop policy of_own_office on ingest.submission;
drop policy of_own_office on access.person;
drop policy of_own_office on access.key;
drop policy of_own_office on audit.entry;
drop policy of_desk on ingest.submission;
drop policy by_desk on ingest.submission;
drop policy moved_by_desk on ingest.submission;
drop policy of_desk on access.person;
drop policy by_desk on access.person;
drop policy changed_by_desk on access.person;
drop policy of_desk on access.key;
drop policy by_desk on access.key;
drop policy changed_by_desk on access.key;
drop policy of_desk on audit.entry;
drop policy of_desk on access.upload_limit;
drop policy by_desk on access.upload_limit;
drop policy changed_by_desk on access.upload_limit;
drop function access.reaches(text);

create policy of_desk on ingest.submission for select to observatory_desk using (access.reaches(owner, country));
create policy by_desk on ingest.submission for insert to observatory_desk
    with check (
        access.reaches(owner, country) and received_by = access.actor() and state = 'Received'
        and office is not distinct from access.office() and (office is null or owner = office)
        and (feed is null or access.speaks_for(provider_id)));
-- Nobody agrees to what they sent themselves, to what a key of theirs sent, or with a key of whoever sent it; whoever runs the machine itself, who has no
-- office, may, and the audit says so. What is agreed to speaks for offices within reach alone.
create policy moved_by_desk on ingest.submission for update to observatory_desk
    using (access.reaches(owner, country))
    with check (
        access.reaches(owner, country)
        and (
            state <> 'Approved'
            or (reviewed_by = access.actor()
                and (access.office() is null or access.answers_for(received_by) <> access.answers_for(access.actor()))
                and access.speaks_for(provider_id)
                and not exists (
                    select
                    from (
                        select distinct staged_content.provider_id
                        from ingest.staged_content
                        where staged_content.submission_number = submission.number) as spoken
                    where not access.speaks_for(spoken.provider_id)))));
grant select (submission_number, provider_id) on ingest.staged_content to observatory_desk;

create policy of_desk on access.person for select to observatory_desk using (access.reaches(office, country));
create policy by_desk on access.person for insert to observatory_desk with check (access.reaches(office, country));
create policy changed_by_desk on access.person for update to observatory_desk
    using (access.reaches(office, country)) with check (access.reaches(office, country));
create policy of_desk on access.key for select to observatory_desk using (access.reaches(office, country));
create policy by_desk on access.key for insert to observatory_desk with check (access.reaches(office, country) and created_by = access.actor());
create policy ended_by_desk on access.key for update to observatory_desk
    using (access.reaches(office, country) and revoked_at is null)
    with check (access.reaches(office, country) and revoked_at is not null and revoked_by = access.actor());
create policy of_desk on audit.entry for select to observatory_desk using (access.reaches(office, country));
create policy of_desk on access.upload_limit for select to observatory_desk using (access.reaches(office, country));
create policy by_desk on access.upload_limit for insert to observatory_desk with check (access.reaches(office, country) and changed_by = access.actor());
create policy changed_by_desk on access.upload_limit for update to observatory_desk
    using (access.reaches(office, country)) with check (access.reaches(office, country) and changed_by = access.actor());

-- The same bytes for the same feed of the same office without a country, or of the same country, are one submission.
drop index ingest.submission_same_bytes;
create unique index submission_same_bytes on ingest.submission (sha256, coalesce(feed, ''), coalesce(country, '@' || owner, ''))
    where state not in ('Rejected', 'Returned', 'Failed', 'Withdrawn');

-- An act is written down in one's own name: by the desk in that of whom it works for, by a worker in that of a part of the program or of the operator.
create or replace function audit.note(by_actor text, of_office text, of_country text, what text, about text, more jsonb) returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    newest record;
    now_at timestamptz;
    sum bytea;
begin
    if not coalesce(
        case current_setting('role')
            when 'observatory_desk' then by_actor = access.actor() and of_office is not distinct from access.office()
            when 'observatory_writer' then by_actor in ('worker', 'schedule', 'operator') and of_office is null
            else true
        end, false) then
        raise exception using errcode = 'insufficient_privilege', message = 'An act is written down in one''s own name alone.';
    end if;
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
    'Writes an act down behind all others, in one''s own name. Called last in a transaction: from here on every other act waits until it ends.';
