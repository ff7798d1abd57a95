-- At most one row: the key with this public part.
select key_id, secret_hash, role, office, country, expires_at, revoked_at
from access.key_of(@prefix)
