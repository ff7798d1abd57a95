-- One row per due delivery, a few of each subscription, with its content; this worker has them until the lease ends.
with waiting as (
    select delivery.delivery_id,
        row_number() over (partition by delivery.subscription_id order by delivery.next_at, delivery.number) as place
    from notice.delivery
    join notice.subscription using (subscription_id)
    where delivery.state = 'Waiting'
        and delivery.next_at <= @now
        and (delivery.leased_until is null or delivery.leased_until < @now)
        and subscription.disabled_at is null
        and subscription.removed_at is null
),
due as (
    select delivery.delivery_id
    from notice.delivery
    where delivery.delivery_id in (select waiting.delivery_id from waiting where waiting.place <= @each)
        and delivery.state = 'Waiting'
        and (delivery.leased_until is null or delivery.leased_until < @now)
    order by delivery.next_at
    limit @take
    for update skip locked
),
taken as (
    update notice.delivery
    set leased_until = @until, tries = delivery.tries + 1, attempts = delivery.attempts + 1
    from due
    where delivery.delivery_id = due.delivery_id
    returning delivery.delivery_id, delivery.subscription_id, delivery.event_id, delivery.tries, delivery.attempts
)
select taken.delivery_id, taken.subscription_id, taken.event_id, taken.tries, taken.attempts, subscription.address, subscription.language,
    event.kind, event.at, event.data::text as data
from taken
join notice.subscription using (subscription_id)
join notice.event using (event_id)
