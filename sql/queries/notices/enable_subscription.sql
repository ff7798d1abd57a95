-- Nothing: a subscription is delivered to again, and has all the time again that one has.
update notice.subscription
set disabled_at = null, disabled_because = null, failing_since = null
where subscription_id = @subscription_id
