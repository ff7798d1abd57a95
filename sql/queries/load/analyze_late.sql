-- Nothing: lets the planner know of how much a newer publication speaks.
analyze late
