-- One row: whether any sum has parts that may have different attributes.
select exists (select from mixed_sum)
