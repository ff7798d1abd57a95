-- How many subscriptions an office has. One row.
select count(*)::integer
from notice.subscription
where office = @office
    and removed_at is null
