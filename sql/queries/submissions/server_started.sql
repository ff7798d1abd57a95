-- When the database server was last started: staged figures that it does not log are lost with a breakdown. One row.
select pg_postmaster_start_time() as at
