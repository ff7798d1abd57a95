-- One row: the time of the server's clock.
select clock_timestamp() as at
