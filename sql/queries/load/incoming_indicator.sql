-- Nothing: a temporary table from the submission's indicator numbers to the warehouse's.
create temporary table incoming_indicator on commit drop as
select staged.number, indicator.indicator_id
from ingest.staged_code as staged
join ref.indicator on indicator.code = staged.code
where staged.submission_number = (select number from ingest.submission where submission_id = @submission_id)
    and staged.book = 'I'
