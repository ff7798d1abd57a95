-- Nothing: keeps what the submission covers, so that wholes are derived only where every part is there.
insert into dw.load_scope (load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period)
select @load_id, area.country_id, provider.provider_id, indicator.indicator_id, staged.freq, area.area_id, staged.level, staged.parts_expected, staged.absent_is_zero,
    min(staged.from_period), max(staged.to_period)
from ingest.staged_scope as staged
join ref.provider on provider.code = staged.provider
join ref.indicator on indicator.code = staged.indicator
join ref.area on area.code = staged.area
where staged.submission_number = @submission_number
group by area.country_id, provider.provider_id, indicator.indicator_id, staged.freq, area.area_id, staged.level, staged.parts_expected, staged.absent_is_zero
