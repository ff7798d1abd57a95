-- Returns no rows. Until the transaction ends or another way is asked for, lists are joined by hashing or merging. What was written in this transaction has no
-- statistics, and a join on all columns of a key seems to give one row: walking through a list once for each row seems cheap then, and takes hours where
-- there are many rows. What is to be found by a key stands in a lateral subquery, which is always looked up by its index. Such a plan is taken for very dear,
-- and compiling it would be the dearest part of it.
select from (select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)) as way
