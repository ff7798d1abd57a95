-- Returns no rows. Gives the planner statistics of the figures that a newer publication contains or covers.
analyze late
