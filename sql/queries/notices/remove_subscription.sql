-- At most one row: the subscription that is removed, also if it was removed before; none if the caller may not see it.
update notice.subscription
set removed_at = coalesce(removed_at, @now), removed_by = coalesce(removed_by, @removed_by)
where subscription_id = @subscription_id
returning office, country, removed_at = @now as is_new
