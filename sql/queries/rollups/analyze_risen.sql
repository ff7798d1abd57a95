-- Returns no rows. Gives the planner statistics of the sums that change.
analyze risen
