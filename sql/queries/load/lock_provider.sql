-- Nothing: holds back every other load with figures of the same provider until this transaction ends.
select pg_advisory_xact_lock(hashtextextended('observatory:load:' || @provider, 0))
