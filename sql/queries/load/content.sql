-- Returns no rows. Records which figures the load contained.
insert into dw.load_content (load_id, country_id, provider_id, indicator_id, area_level, freq, ordinal, breakdown_id, period_ids, area_ids)
select @load_id, country_id, provider_id, indicator_id, area_level, freq, ordinal, breakdown_id, period_ids, area_ids
from ingest.staged_content
where submission_number = @submission_number
    -- Skip a sample whose office has already sent figures of its own.
    and not exists (select from other_load where other_load.is_real)
