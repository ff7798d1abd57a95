-- Nothing: the planner chooses again how to compare.
select from (select set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'on', true)) as way
