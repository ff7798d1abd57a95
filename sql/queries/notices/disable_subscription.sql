-- Returns no rows. Stops the deliveries to a subscription until somebody enables it.
update notice.subscription
set disabled_at = @now, disabled_because = @because
where subscription_id = @subscription_id
    and disabled_at is null
