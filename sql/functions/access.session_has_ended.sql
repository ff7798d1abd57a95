-- Whether a session was ended before its time.
create or replace function access.session_has_ended(of_hash bytea) returns boolean
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select exists (select from access.ended_session where ended_session.session_hash = of_hash)
$$;
