-- Returns no rows. Restores the lock timeout that this connection was opened with.
select from (select set_config('lock_timeout', (select reset_val from pg_settings where name = 'lock_timeout'), true)) as patience
