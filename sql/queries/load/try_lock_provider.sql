-- One row: true if every other load of this provider now waits until the transaction ends; false if another load is running.
select pg_try_advisory_xact_lock(hashtextextended('observatory:load:' || @provider, 0))
