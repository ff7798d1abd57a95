-- The key of a public part, with the first end of all keys that it comes from.
create or replace function access.key_of(of_prefix text)
returns table (key_id uuid, secret_hash bytea, role text, office text, country text, expires_at timestamptz, revoked_at timestamptz,
    answerable text)
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
            case when exists (select from access.person where person.address = key.answerable and not person.is_active)
                then clock_timestamp() end),
        key.answerable
    from access.key
    where key.prefix = of_prefix
$$;
