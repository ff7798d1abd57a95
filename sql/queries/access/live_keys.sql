-- How many keys of an office and role can be used now. One row.
select count(*)::integer
from access.key
where office = @office
    and role = @role
    and revoked_at is null
    and expires_at > @now
