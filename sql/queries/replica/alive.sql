-- One row, if the server responds.
select true as alive
