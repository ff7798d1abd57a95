-- What a key stands for; none where it is free. At most one row.
select address, fingerprint, status, content_type, location, body
from access.answered
where actor = @actor and key = @key
