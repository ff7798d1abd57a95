-- Nothing: gives the questions of this connection ten minutes, until it goes back to its pool.
select from (select set_config('statement_timeout', '600000', false)) as patience
