-- One row: the position of a server in the write-ahead log: what a replica has replayed, or what a primary has flushed.
select control.system_identifier as system,
    pg_postmaster_start_time() as started,
    pg_is_in_recovery() as in_recovery,
    (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end - '0/0'::pg_lsn)::bigint as position,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest_running,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next_transaction
from pg_control_system() as control
