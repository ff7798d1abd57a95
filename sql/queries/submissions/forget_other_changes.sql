-- Nothing: forgets what another submission would change.
drop view if exists pg_temp.other_change
