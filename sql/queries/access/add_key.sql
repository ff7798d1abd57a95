-- Returns no rows. Adds a key.
insert into access.key (key_id, prefix, secret_hash, role, office, country, label, created_at, created_by, expires_at)
values (@key_id, @prefix, @secret_hash, @role, @office, @country, @label, @created_at, @created_by, @expires_at)
