-- How many locks of the job store were freed: those held for longer than that, whose server has gone. One row.
select ingest.forget_job_locks(make_interval(secs => @seconds)) as forgotten
