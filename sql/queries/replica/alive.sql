-- That the server answers. One row.
select true as alive
