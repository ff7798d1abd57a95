-- Nothing: until the transaction ends, sorting and hashing may take what one load at a time can have; the usual is for many small questions at once.
select from (select set_config('work_mem', '64MB', true)) as room
