-- Returns no rows. Deletes all sums; the same transaction calculates them anew.
delete from dw.rollup_observation
