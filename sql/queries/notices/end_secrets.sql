-- Nothing: the newest secret of a subscription stays good until then, one before it no longer.
update notice.secret
set ends_at = case when ends_at is null then @until else @now end
where subscription_id = @subscription_id
    and (ends_at is null or ends_at > @now)
