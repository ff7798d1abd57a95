-- Returns no rows. Lets the next migration run begin.
select pg_advisory_unlock(@key)
