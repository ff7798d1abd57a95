-- Returns no rows. Makes every other load that is ready to become visible wait until this transaction ends.
select pg_advisory_xact_lock(hashtextextended('observatory:vintage', 0))
