-- Nothing: a request that was begun at that moment came to nothing, and its key is free again.
delete from access.answered
where actor = @actor and key = @key and begun_at = @begun and status is null
