-- One row: whether there is a newer publication.
select exists (select from newer_load)
