-- Nothing: what is older than it is kept for.
delete from access.answered
where begun_at < @forgotten_before
