-- Returns no rows. Lets the planner know how many sums have parts with different attributes, and which.
analyze mixed_sum, mixed_part
