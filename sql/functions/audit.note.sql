-- Writes an entry behind all others, in one's own name. Call it last in a transaction: every other entry waits until the transaction
-- ends.
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
