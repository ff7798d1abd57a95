-- Returns no rows. Records that a script was applied, with its checksum.
insert into public.schema_journal (name, checksum)
values (@name, @checksum)
on conflict (name) do update
set checksum = excluded.checksum, applied_at = clock_timestamp()
