-- Notes that a key was used now.
create or replace function access.key_used(of_prefix text) returns void
language sql
security definer
set search_path = pg_catalog
as $$
    update access.key set last_used_at = clock_timestamp() where key.prefix = of_prefix
$$;
