-- Whether every other load with figures of the same provider is held back from now on until this transaction ends; false where one is at work. One row.
select pg_try_advisory_xact_lock(hashtextextended('observatory:load:' || @provider, 0))
