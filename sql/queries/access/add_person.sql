-- One row: the identifier of a person who is added or moved to another office.
insert into access.person (person_id, address, name, office, country, created_at)
values (@person_id, lower(@address), @name, @office, @country, @now)
on conflict (address) do update
set name = excluded.name, office = excluded.office, country = excluded.country, is_active = true
returning person_id
