-- One row per key that this revokes, with its office and country: the key itself, and every key that was made with it. No row if the caller
-- may not see the key or it was revoked before.
with recursive ended as (
    select key.key_id
    from access.key
    where (key.prefix = @key or key.key_id::text = @key)
        and key.revoked_at is null
    union
    select made.key_id
    from ended
    join access.key as made on made.made_by = ended.key_id
)
update access.key
set revoked_at = @now, revoked_by = @revoked_by
where key_id in (select ended.key_id from ended)
    and revoked_at is null
returning prefix, office, country
