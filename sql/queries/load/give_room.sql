-- Nothing: until the transaction ends, sorting and hashing may take what one load at a time can have; the usual is for many small questions at once. Nor is
-- a plan compiled: a wrong guess of its cost must not add seconds to each statement.
select from (select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)) as room
