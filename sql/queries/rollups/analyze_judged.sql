-- Returns no rows. Lets the planner know of how many sums something new is said.
analyze judged
