-- Returns no rows. Gives the planner statistics of the sums that get other attributes.
analyze settled
