-- Nothing: lets the planner know how many wholes change.
analyze expected
