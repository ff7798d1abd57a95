-- Returns no rows. Resumes the deliveries to a subscription, and restarts the time that it may fail before it is disabled.
update notice.subscription
set disabled_at = null, disabled_because = null, failing_since = null
where subscription_id = @subscription_id
