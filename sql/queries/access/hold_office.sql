-- Returns no rows. Until the transaction ends, nobody else can add submissions or keys of this office, so that its limits can be counted.
select from (select pg_advisory_xact_lock(hashtextextended('office ' || @office, 0))) as held
