-- Puts an event into the outbox, with a delivery to each that wants it. How many these are.
create or replace function notice.announce(of_kind text, happened_at timestamptz, of_office text, of_country text, about text,
    more jsonb) returns integer
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
