-- Returns no rows. Drops the view of another submission's changes.
drop view if exists pg_temp.other_change
