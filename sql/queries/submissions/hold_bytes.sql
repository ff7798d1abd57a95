-- Returns no rows. Until the transaction ends nobody else makes a submission of these bytes, or gives one of them to a feed.
select from (select pg_advisory_xact_lock(hashtextextended('bytes ' || @sha256, 0))) as held
