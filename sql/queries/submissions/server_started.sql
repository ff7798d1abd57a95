-- One row: when the database server was last started. A crash before that has emptied the staged tables that are not logged.
select pg_postmaster_start_time() as at
