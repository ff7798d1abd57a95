-- Returns no rows. Stores the names of the sheets that figures come from.
insert into dw.load_sheet (load_id, sheet, name)
select @load_id, number, code
from ingest.staged_code
where submission_number = @submission_number
    and book = 'S'
