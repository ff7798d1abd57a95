-- Returns no rows. Gives the planner statistics of the sums that have parts with different attributes, and of their parts.
analyze mixed_sum, mixed_part
