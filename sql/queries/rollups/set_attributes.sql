-- Nothing: writes beside each sum what its parts have in attributes.
update dw.rollup_observation as sum
set attribute_set_id = attribute_set.attribute_set_id, is_mixed = cardinality(mixed.sets) > 1
from mixed
join united on united.sets = mixed.sets
join dw.attribute_set
    on attribute_set.statuses = united.statuses
    and attribute_set.counting_unit = united.counting_unit
    and attribute_set.confidentiality = united.confidentiality
    and attribute_set.notes = united.notes
where sum.country_id = mixed.country_id
    and sum.indicator_id = mixed.indicator_id
    and sum.area_id = mixed.area_id
    and sum.breakdown_id = mixed.breakdown_id
    and sum.provider_id = mixed.provider_id
    and sum.period_id = mixed.period_id
    and sum.part_level = mixed.part_level
    and sum.part_freq = mixed.part_freq
