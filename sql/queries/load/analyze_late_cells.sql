-- Returns no rows. Lets the planner know how much the submission says, and how many newer publications there are.
analyze late_cell, newer_load
