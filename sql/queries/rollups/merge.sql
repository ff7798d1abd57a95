-- Nothing: adds what was gained to the sums. What the parts have in attributes is looked up afterwards where it may not be one.
insert into dw.rollup_observation as held (
    area_id, period_id, breakdown_id, attribute_set_id, load_id, figures, figures_missing, parts_present, parts_expected, country_id, indicator_id, provider_id,
    area_level, part_level, part_freq, is_register, is_mixed, value)
select risen.area_id, risen.period_id, risen.breakdown_id, coalesce(risen.least_set, 0), risen.load_id, risen.figures, risen.figures_missing, risen.parts,
    case
        when expected.is_register then null
        when risen.part_level > risen.area_level then expected.parts_expected
        else case risen.part_freq when 'S' then 2 when 'Q' then 4 else 12 end
    end,
    risen.country_id, risen.indicator_id, risen.provider_id, risen.area_level, risen.part_level, risen.part_freq,
    coalesce(expected.is_register, false), risen.least_set is distinct from risen.greatest_set, trim_scale(risen.value)
from risen
left join expected
    on expected.country_id = risen.country_id
    and expected.indicator_id = risen.indicator_id
    and expected.provider_id = risen.provider_id
    and expected.area_id = risen.area_id
    and expected.period_id = risen.period_id
    and expected.part_level = risen.part_level
    and expected.part_freq = risen.part_freq
order by risen.country_id, risen.indicator_id, risen.area_id, risen.breakdown_id, risen.provider_id, risen.period_id
on conflict (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, part_level, part_freq) do update
set figures = held.figures + excluded.figures,
    figures_missing = held.figures_missing + excluded.figures_missing,
    parts_present = held.parts_present + excluded.parts_present,
    parts_expected = excluded.parts_expected,
    is_register = excluded.is_register,
    value = trim_scale(held.value + excluded.value),
    load_id = greatest(held.load_id, excluded.load_id),
    -- Zero stands for nothing that was added: what was taken away leaves one set where there was only one.
    is_mixed = held.is_mixed or excluded.is_mixed or (excluded.attribute_set_id <> 0 and excluded.attribute_set_id <> held.attribute_set_id)
