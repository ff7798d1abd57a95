-- Returns no rows. Lets the newest secret of a subscription expire at the given time, and ends the one before it now.
update notice.secret
set ends_at = case when ends_at is null then @until else @now end
where subscription_id = @subscription_id
    and (ends_at is null or ends_at > @now)
