-- Returns no rows. Creates the temporary table `covered`: what a submission claims to cover, with the numbers of the warehouse.
create temporary table covered on commit drop as
select whole.country_id, provider.provider_id, indicator.indicator_id, staged.freq, whole.area_id, staged.level, staged.parts_expected,
    staged.absent_is_zero, min(staged.from_period) as from_period, max(staged.to_period) as to_period
from ingest.staged_scope as staged
join ref.provider on provider.code = staged.provider
join ref.indicator on indicator.code = staged.indicator
join ref.area as whole on whole.code = staged.area
where staged.submission_number = @submission_number
group by whole.country_id, provider.provider_id, indicator.indicator_id, staged.freq, whole.area_id, staged.level, staged.parts_expected,
    staged.absent_is_zero
