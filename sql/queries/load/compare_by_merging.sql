-- Returns no rows. Until the transaction ends or another way is chosen, comparisons read both sides in the order of their key. The planner
-- cannot know that a file and the current figures have the same keys, and would look each one up.
select from (select set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'off', true)) as way
