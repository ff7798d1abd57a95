-- Nothing: notes which provider now has figures of which indicator and country.
insert into dw.series_source (country_id, indicator_id, provider_id, first_load)
select distinct country_id, indicator_id, provider_id, @load_id::integer
from ingest.staged_content
where submission_number = @submission_number
on conflict do nothing
