-- Returns no rows. Stores what the submission covers, so that a total is derived only if no part is missing.
insert into dw.load_scope (
    load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period)
select @load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period
from covered
-- Skip a sample whose office has already sent figures of its own.
where not exists (select from other_load where other_load.is_real)
