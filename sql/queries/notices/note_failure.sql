-- Since when a subscription has taken nothing, with whose it is; none where it is ended already. At most one row.
update notice.subscription
set failing_since = coalesce(failing_since, @now)
where subscription_id = @subscription_id
    and disabled_at is null
    and removed_at is null
returning failing_since, office, country, address
