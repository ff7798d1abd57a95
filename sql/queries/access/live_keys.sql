-- One row: how many usable keys an office has in a role.
select count(*)::integer
from access.key
where office = @office
    and role = @role
    and revoked_at is null
    and expires_at > @now
