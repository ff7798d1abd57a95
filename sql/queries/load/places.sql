-- One row per provider and level of area that a submission has figures of.
select distinct provider_id, area_level
from ingest.staged_content
where submission_number = @submission_number
order by provider_id, area_level
