-- Returns no rows. Stores the response to a request that began at this moment.
update access.answered
set fingerprint = @fingerprint, status = @status, content_type = @content_type, location = @location, body = @body
where actor = @actor and key = @key and begun_at = @begun and status is null
