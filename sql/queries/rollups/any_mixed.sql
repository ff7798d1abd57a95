-- Whether there is any sum whose parts may have different attributes. One row.
select exists (select from mixed_sum)
