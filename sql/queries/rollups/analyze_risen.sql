-- Nothing: lets the planner know how many sums change.
analyze risen
