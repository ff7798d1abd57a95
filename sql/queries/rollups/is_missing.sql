-- One row: whether there are figures but no sums, as right after the migration that added sums.
select exists (select 1 from dw.fact_observation limit 1) and not exists (select 1 from dw.rollup_observation limit 1)
