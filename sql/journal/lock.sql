-- Nothing: holds back every other migration run.
select pg_advisory_lock(@key)
