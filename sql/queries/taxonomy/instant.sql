-- The time on the server's clock. One row.
select clock_timestamp() as at
