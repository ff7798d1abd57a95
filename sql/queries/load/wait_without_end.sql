-- Returns no rows. Locks are waited for as long as it takes.
select from (select set_config('lock_timeout', '0', true)) as patience
