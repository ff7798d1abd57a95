-- One row per subscription that the caller may see and that was not removed, the newest first; only one if its identifier is given.
select subscription.subscription_id, subscription.office, subscription.country, subscription.address, subscription.kinds,
    subscription.language,
    subscription.created_at, subscription.created_by, subscription.last_success_at, subscription.failing_since, subscription.disabled_at,
    subscription.disabled_because,
    (select count(*)
        from notice.delivery
        where delivery.subscription_id = subscription.subscription_id and delivery.state = 'Waiting')::integer as waiting
from notice.subscription
where subscription.removed_at is null
    and (@subscription_id::uuid is null or subscription.subscription_id = @subscription_id)
order by subscription.created_at desc, subscription.subscription_id
