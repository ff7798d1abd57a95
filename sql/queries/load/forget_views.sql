-- Returns no rows. Drops the temporary views of a load.
drop view if exists pg_temp.touched, pg_temp.delta, pg_temp.present, pg_temp.place, pg_temp.incoming, pg_temp.change cascade
