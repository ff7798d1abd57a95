-- One row per subscription that was disabled because its address accepted no delivery.
select subscription_id, office, address, disabled_at, disabled_because
from notice.subscription
where disabled_at is not null
    and removed_at is null
order by disabled_at
