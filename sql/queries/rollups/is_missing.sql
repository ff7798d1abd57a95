-- Whether there are figures and no sums: the schema has just been brought up. One row.
select exists (select 1 from dw.fact_observation limit 1) and not exists (select 1 from dw.rollup_observation limit 1)
