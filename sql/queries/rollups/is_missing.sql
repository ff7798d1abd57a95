-- Whether there are figures and no sums: the schema has just been brought up. One row.
select exists (select from dw.fact_observation) and not exists (select from dw.rollup_observation)
