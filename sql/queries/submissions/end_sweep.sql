-- Returns no rows. All that waits was looked through.
update ingest.sweep
set swept_at = @now
