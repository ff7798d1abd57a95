-- Nothing: what was gained where there was no sum yet.
insert into dw.rollup_observation (
    area_id, period_id, breakdown_id, attribute_set_id, load_id, figures, figures_missing, parts_present, parts_expected, country_id, indicator_id, provider_id,
    area_level, part_level, part_freq, is_register, is_mixed, value)
select gain.area_id, gain.period_id, gain.breakdown_id, coalesce(gain.least_set, 0), gain.load_id, gain.figures, gain.figures_missing, gain.parts,
    gain.parts_expected, gain.country_id, gain.indicator_id, gain.provider_id, gain.area_level, gain.part_level, gain.part_freq, gain.is_register, gain.is_mixed,
    trim_scale(gain.value)
from gain
where not exists (
    select
    from dw.rollup_observation as held
    where held.country_id = gain.country_id
        and held.indicator_id = gain.indicator_id
        and held.area_id = gain.area_id
        and held.breakdown_id = gain.breakdown_id
        and held.provider_id = gain.provider_id
        and held.period_id = gain.period_id
        and held.part_level = gain.part_level
        and held.part_freq = gain.part_freq)
order by gain.country_id, gain.indicator_id, gain.area_id, gain.breakdown_id, gain.provider_id, gain.period_id
