-- The database's own time. One row.
select clock_timestamp() as at
