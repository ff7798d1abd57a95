-- At most one row: the event that is delivered once more, under the same identifier; none if the subscription has no such delivery.
update notice.delivery
set state = 'Waiting', tries = 0, next_at = @now
where delivery_id = @delivery_id
    and subscription_id = @subscription_id
returning event_id
