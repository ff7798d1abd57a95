-- Nothing: lets the planner know how large the submission is.
analyze incoming
