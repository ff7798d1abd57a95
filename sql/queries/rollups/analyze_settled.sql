-- Nothing: lets the planner know how many sums get other attributes.
analyze settled
