-- Returns no rows. Lets the planner choose again how to compare.
select from (select set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'on', true)) as way
