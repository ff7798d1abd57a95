-- Nothing: lets the planner know how much stands.
analyze standing
