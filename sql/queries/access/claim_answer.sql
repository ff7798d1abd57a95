-- One row if the caller may use the idempotency key: nobody has used it, its stored response is too old, or its server stopped before it
-- finished the request. No row if the key is taken.
insert into access.answered as held (actor, key, address, begun_at, held_until)
values (@actor, @key, @address, @now, @until)
on conflict (actor, key) do update
set address = excluded.address, begun_at = excluded.begun_at, held_until = excluded.held_until, fingerprint = null, status = null,
    content_type = null, location = null, body = null
where held.begun_at < @forgotten_before or (held.status is null and held.held_until < @now)
returning 1 as claimed
