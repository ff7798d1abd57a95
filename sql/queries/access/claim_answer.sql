-- One row where nobody has used the key yet, or what it stood for is too old, or was left unfinished; none where it is taken.
insert into access.answered as held (actor, key, address, begun_at)
values (@actor, @key, @address, @now)
on conflict (actor, key) do update
set address = excluded.address, begun_at = excluded.begun_at, fingerprint = null, status = null, content_type = null, location = null, body = null
where held.begun_at < @forgotten_before or (held.status is null and held.begun_at < @left_before)
returning 1 as claimed
