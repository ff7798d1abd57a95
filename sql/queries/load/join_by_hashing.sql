-- Returns no rows. Until the transaction ends or another way is chosen, lists are joined by hashing or merging. Rows written in this
-- transaction have no statistics, and the planner expects a join on all columns of a key to return one row. It would therefore scan a whole
-- list once per row, which takes hours for many rows. What should be looked up by key is in a lateral subquery, which always uses its
-- index. Compiling is off, because such a plan has a very high cost estimate and compiling it would take longer than running it.
select from (select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)) as way
