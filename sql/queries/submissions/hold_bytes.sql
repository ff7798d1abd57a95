-- Returns no rows. Until the transaction ends, nobody else can create a submission of the same bytes or assign one of them to a feed.
select from (select pg_advisory_xact_lock(hashtextextended('bytes ' || @sha256, 0))) as held
