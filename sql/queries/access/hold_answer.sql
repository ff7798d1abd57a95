-- Returns no rows. The server of a request that was begun at that moment is still at work on it.
update access.answered
set held_until = @until
where actor = @actor and key = @key and begun_at = @begun and status is null
