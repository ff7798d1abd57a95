-- One row: the time of the database's clock.
select clock_timestamp() as at
