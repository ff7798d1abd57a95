-- Nothing: lets the planner know how much the submission covers.
analyze covered
