-- Nothing: keeps what the submission covers, so that wholes are derived only where every part is there.
insert into dw.load_scope (load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period)
select @load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period
from covered
-- A sample whose office has sent its own figures is not heard.
where not exists (select from other_load where other_load.is_real)
