-- Nothing: until the transaction ends or another way is asked for, what is compared is read side by side in the order of its key. The planner cannot
-- know that a file and what stands have the same keys, and would look for them one by one.
select from (select set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'off', true)) as way
