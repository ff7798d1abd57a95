-- Returns no rows. Locks are waited for as long as this connection was told when it was opened.
select from (select set_config('lock_timeout', (select reset_val from pg_settings where name = 'lock_timeout'), true)) as patience
