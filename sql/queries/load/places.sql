-- One row per provider and level of area that a submission has figures of; whether it is the only one.
select provider_id, area_level, count(*) over () = 1 as is_only
from ingest.staged_content
where submission_number = @submission_number
group by provider_id, area_level
order by provider_id, area_level
