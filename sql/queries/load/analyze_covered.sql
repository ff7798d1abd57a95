-- Returns no rows. Gives the planner statistics of what the submission covers.
analyze covered
