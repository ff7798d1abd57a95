-- Returns no rows. Frees the idempotency key of a request that began at this moment and failed.
delete from access.answered
where actor = @actor and key = @key and begun_at = @begun and status is null
