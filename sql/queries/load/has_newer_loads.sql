-- Whether there is a newer publication. One row.
select exists (select from newer_load)
