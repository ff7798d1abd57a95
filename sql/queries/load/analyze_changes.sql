-- Nothing: lets the planner know how much changes.
analyze change
