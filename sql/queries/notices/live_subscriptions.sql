-- One row: how many subscriptions an office has.
select count(*)::integer
from notice.subscription
where office = @office
    and removed_at is null
