-- Whether the staged figures are there: a server that broke down forgets those that are only compared. One row.
select exists (select from incoming)
