-- Returns no rows. Makes every other load of this provider wait until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('observatory:load:' || @provider, 0))
