-- Returns no rows. Creates the temporary table `replaced_load`: the loads whose files the submission reads again with a corrected mapping,
-- each with the first of them, which sets the order of them all. The table is empty for a submission that was sent.
create temporary table replaced_load on commit drop as
select load.load_id, min(load.load_id) over () as first_load
from dw.load
join ingest.submission using (submission_id)
join ingest.submission as own on own.number = @submission_number
where load.vintage is not null
    and (submission.number = own.applies_to or submission.applies_to = own.applies_to)
