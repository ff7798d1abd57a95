-- One row per delivery to a subscription, the newest first.
select delivery.delivery_id, delivery.number, delivery.event_id, event.kind, event.at, event.subject, delivery.state, delivery.attempts,
    delivery.next_at, delivery.last_at, delivery.last_status, delivery.last_fault, delivery.last_milliseconds, delivery.delivered_at
from notice.delivery
join notice.event using (event_id)
where delivery.subscription_id = @subscription_id
    and (@before::bigint is null or delivery.number < @before)
order by delivery.number desc
limit @take
