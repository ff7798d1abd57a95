-- Returns no rows. Makes every other migration run wait.
select pg_advisory_lock(@key)
