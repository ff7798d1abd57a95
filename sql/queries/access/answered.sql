-- At most one row: the stored response for an idempotency key; none if the key is unused.
select address, fingerprint, status, content_type, location, body
from access.answered
where actor = @actor and key = @key
