-- Returns no rows. Until the transaction ends, sorts and hashes may use more memory: the usual setting is for many small queries at once,
-- and only one load runs at a time. Compiling plans is off: a wrong cost estimate must not add seconds to each statement.
select from (select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)) as room
