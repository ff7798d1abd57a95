-- Returns no rows. Records that everything that waits was looked through.
update ingest.sweep
set swept_at = @now
