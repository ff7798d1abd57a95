-- Returns no rows. Records the outcome of an attempt, unless another worker has taken the delivery since.
update notice.delivery
set state = @state, next_at = @next_at, leased_until = null, last_at = @now, last_status = @status, last_fault = @fault,
    last_milliseconds = @milliseconds, delivered_at = case when @state = 'Delivered' then @now else delivered_at end
where delivery_id = @delivery_id
    and attempts = @attempts
    and state = 'Waiting'
