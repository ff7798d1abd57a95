-- Returns no rows. Inserts the gains for which there is no sum yet.
insert into dw.rollup_observation (
    area_id, period_id, breakdown_id, attribute_set_id, load_id, figures, figures_missing, parts_present, parts_expected, country_id,
    indicator_id, provider_id,
    area_level, part_level, part_freq, is_register, is_mixed, value)
select gain.area_id, gain.period_id, gain.breakdown_id, coalesce(gain.least_set, 0), gain.load_id, gain.figures, gain.figures_missing,
    gain.parts, gain.parts_expected, gain.country_id, gain.indicator_id, gain.provider_id, gain.area_level, gain.part_level, gain.part_freq,
    gain.is_register, gain.is_mixed, trim_scale(gain.value)
from gain
order by gain.country_id, gain.indicator_id, gain.area_id, gain.breakdown_id, gain.provider_id, gain.period_id
-- Existing sums have been updated before. With a conflict clause each is looked up by its key, whatever the planner estimates, and nothing
-- is locked.
on conflict (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, part_level, part_freq) do nothing
