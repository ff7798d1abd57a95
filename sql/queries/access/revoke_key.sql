-- The key that was revoked: its office and country; none where there is none within reach, or it was revoked before. At most one row.
update access.key
set revoked_at = @now, revoked_by = @revoked_by
where (prefix = @key or key_id::text = @key)
    and revoked_at is null
returning prefix, office, country
