-- Nothing: notes that a script has been applied as it stands.
insert into public.schema_journal (name, checksum)
values (@name, @checksum)
on conflict (name) do update
set checksum = excluded.checksum, applied_at = clock_timestamp()
