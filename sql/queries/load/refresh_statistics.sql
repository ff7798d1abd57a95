-- Nothing: lets the planner know what the load brought.
select dw.refresh_statistics()
