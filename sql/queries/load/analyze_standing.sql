-- Nothing: lets the planner know how much stands of what the submission covers.
analyze standing, covered
