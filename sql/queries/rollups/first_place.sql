-- Nothing: a temporary table of where the figures of a first load lie.
create temporary table first_place on commit drop as
select distinct country_id, provider_id, area_level
from ingest.staged_content
where submission_number = @submission_number
