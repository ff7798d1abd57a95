-- Returns no rows. Gives the planner statistics of the cells of the submission and of the newer loads.
analyze late_cell, newer_load
