-- One row: whether a delivery is due now.
select exists (
    select
    from notice.delivery
    join notice.subscription using (subscription_id)
    where delivery.state = 'Waiting'
        and delivery.next_at <= @now
        and (delivery.leased_until is null or delivery.leased_until < @now)
        and subscription.disabled_at is null
        and subscription.removed_at is null
) as due
