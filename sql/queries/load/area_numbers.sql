-- One row per area of a submission: its number in the submission and its identifier in the warehouse.
select staged.number, area.area_id as id, area.country_id, area.level, area.parent_id,
    area.type is not distinct from 'Unspecified' as is_unspecified
from ingest.staged_code as staged
join ref.area on area.code = staged.code
where staged.submission_number = @submission_number
    and staged.book = 'A'
order by staged.number
