-- The key of a public part; none where there is none. At most one row.
select key_id, secret_hash, role, office, country, expires_at, revoked_at
from access.key_of(@prefix)
