-- The subscription that was removed, also where it was before; none where there is none within reach. At most one row.
update notice.subscription
set removed_at = coalesce(removed_at, @now), removed_by = coalesce(removed_by, @removed_by)
where subscription_id = @subscription_id
returning office, country, removed_at = @now as is_new
