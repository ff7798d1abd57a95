-- One row: times that show whether workers are running.
select clock_timestamp() as now,
    (select swept_at from ingest.sweep) as swept_at,
    (select min(coalesce(retry_at, state_since))
        from ingest.submission
        where state in ('Received', 'Approved') and coalesce(retry_at, state_since) <= clock_timestamp()) as oldest_due,
    (select count(*)::integer
        from ingest.submission
        where state in ('Processing', 'Loading') and worked_on_until >= clock_timestamp()) as worked_on
