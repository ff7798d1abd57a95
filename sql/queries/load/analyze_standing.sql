-- Nothing: lets the planner know how much stands, what the submission covers, and how much of it is late.
analyze standing, covered, late
