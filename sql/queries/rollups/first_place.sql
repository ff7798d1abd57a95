-- Returns no rows. Creates the temporary table `first_place`: the partitions of the figures of a first load.
create temporary table first_place on commit drop as
select distinct country_id, provider_id, area_level
from ingest.staged_content
where submission_number = @submission_number
