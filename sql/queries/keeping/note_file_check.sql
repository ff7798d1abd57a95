-- Returns no rows. Records how a stored file was found.
insert into ingest.file_check (sha256, checked_at, fault)
values (@sha256, @checked_at, @fault)
on conflict (sha256) do update set checked_at = excluded.checked_at, fault = excluded.fault
