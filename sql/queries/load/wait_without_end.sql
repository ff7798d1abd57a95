-- Returns no rows. Lets this transaction wait for locks without a timeout.
select from (select set_config('lock_timeout', '0', true)) as patience
