-- Returns no rows. Lets the planner know of how much a newer publication speaks.
analyze late
