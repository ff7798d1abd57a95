-- One row per valid secret of a subscription, the newest first.
select secret_id, secret, sealed, sealed_by
from notice.secret
where subscription_id = @subscription_id
    and (ends_at is null or ends_at > @now)
order by ends_at nulls first, created_at desc
