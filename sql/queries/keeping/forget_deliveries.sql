-- Returns no rows. Deletes one batch of deliveries whose retention has ended. Waiting deliveries stay, unless their subscription was
-- removed or has been disabled for that long.
delete from notice.delivery
where delivery_id in (
    select delivery.delivery_id
    from notice.delivery
    join notice.event using (event_id)
    join notice.subscription using (subscription_id)
    where event.at < @before
        and coalesce(delivery.last_at, event.at) < @before
        and (delivery.state <> 'Waiting' or subscription.removed_at is not null or subscription.disabled_at < @before)
    order by event.at
    limit @take)
