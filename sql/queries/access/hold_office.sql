-- Returns no rows. Until the transaction ends nobody else adds what is counted of an office.
select from (select pg_advisory_xact_lock(hashtextextended('office ' || @office, 0))) as held
