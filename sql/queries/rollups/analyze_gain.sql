-- Returns no rows. Lets the planner know how many sums change, and which.
analyze gain
