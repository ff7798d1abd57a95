-- One row, if the server answers.
select true as alive
