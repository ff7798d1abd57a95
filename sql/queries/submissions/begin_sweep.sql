-- At most one row: one if it is this server's turn to look through everything that waits; none if another server has begun between the two
-- moments.
insert into ingest.sweep (begun_at, server)
values (@now, @server)
on conflict (only_row) do update
set begun_at = excluded.begun_at, server = excluded.server
where sweep.begun_at <= @earliest or sweep.begun_at >= @latest
returning 1 as begun
