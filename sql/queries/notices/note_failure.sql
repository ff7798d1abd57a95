-- At most one row: since when a subscription has failed, with its owner; none if it was disabled or removed.
update notice.subscription
set failing_since = coalesce(failing_since, @now)
where subscription_id = @subscription_id
    and disabled_at is null
    and removed_at is null
returning failing_since, office, country, address
