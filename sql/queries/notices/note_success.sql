-- Returns no rows. Records that a subscription accepted a delivery.
update notice.subscription
set last_success_at = @now, failing_since = null
where subscription_id = @subscription_id
