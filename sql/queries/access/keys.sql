-- One row per key that the caller may see, the newest first.
select key_id, prefix, role, office, country, label, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by, answerable
from access.key
order by created_at desc, prefix
