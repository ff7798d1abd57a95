-- Returns no rows. Gives the planner statistics of the sums whose completeness changes.
analyze judged
