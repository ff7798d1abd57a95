-- Who answers for what somebody does: of a key whoever answers for it, else they themselves.
create or replace function access.answers_for(of_actor text) returns text
language sql
stable
security definer
set search_path = pg_catalog
as $$
    select coalesce((select key.answerable from access.key where of_actor like 'key:%' and key.prefix = substr(of_actor, 5)), of_actor)
$$;
