-- Nothing: a temporary table from the submission's area numbers to the warehouse's.
create temporary table incoming_area on commit drop as
select staged.number, area.area_id, area.country_id
from ingest.staged_code as staged
join ref.area on area.code = staged.code
where staged.submission_number = (select number from ingest.submission where submission_id = @submission_id)
    and staged.book = 'A'
