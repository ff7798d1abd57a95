-- One row per indicator of a submission: its number in the submission and its identifier in the warehouse, and whether its figures add up
-- over areas and over time.
select staged.number, indicator.indicator_id::integer as id, indicator.kind = 'count' as adds_up,
    indicator.kind = 'count' and not indicator.is_stock as adds_up_over_time
from ingest.staged_code as staged
join ref.indicator on indicator.code = staged.code
where staged.submission_number = @submission_number
    and staged.book = 'I'
order by staged.number
