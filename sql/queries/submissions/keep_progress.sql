-- Returns no rows. Stores how far the reading of a submission has come.
insert into ingest.submission_progress (submission_id, step, rows_read, bytes, at)
values (@submission_id, @step, @rows_read, @bytes, @at)
on conflict (submission_id) do update
set step = excluded.step, rows_read = excluded.rows_read, bytes = excluded.bytes, at = excluded.at
