-- One row: whether the staged figures still exist. Staged tables that are only compared are not logged, so a server that crashed has
-- emptied them.
select exists (select from incoming)
