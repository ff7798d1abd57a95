-- The secrets of a subscription that are good, the newest first. One row each.
select secret_id, secret, sealed, sealed_by
from notice.secret
where subscription_id = @subscription_id
    and (ends_at is null or ends_at > @now)
order by ends_at nulls first, created_at desc
