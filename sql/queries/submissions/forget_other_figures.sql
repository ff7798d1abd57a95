-- Returns no rows. Drops the view of another submission's figures.
drop view if exists pg_temp.other_incoming
