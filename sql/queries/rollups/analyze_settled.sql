-- Returns no rows. Lets the planner know how many sums get other attributes.
analyze settled
