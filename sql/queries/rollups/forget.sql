-- Nothing: forgets all sums, which are made anew in the same transaction.
delete from dw.rollup_observation
