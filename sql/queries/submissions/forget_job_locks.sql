-- One row: how many locks of the job store were freed because they are older than this and their server no longer exists.
select ingest.forget_job_locks(make_interval(secs => @seconds)) as forgotten
