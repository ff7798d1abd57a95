-- Returns no rows. Sets what an office may send from now on; null means the server's own limit.
insert into access.upload_limit (office, country, file_bytes, files_a_day, bytes_a_day, changed_at, changed_by)
values (@office, @country, @file_bytes, @files_a_day, @bytes_a_day, @now, @changed_by)
on conflict (office) do update
set file_bytes = excluded.file_bytes, files_a_day = excluded.files_a_day, bytes_a_day = excluded.bytes_a_day,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by
