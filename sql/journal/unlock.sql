-- Nothing: lets the next migration run begin.
select pg_advisory_unlock(@key)
