-- Returns no rows. Extends the claim on an idempotency key while its server still works on the request that began at this moment.
update access.answered
set held_until = @until
where actor = @actor and key = @key and begun_at = @begun and status is null
