-- Nothing: takes the view of another submission's figures away.
drop view if exists pg_temp.other_incoming
