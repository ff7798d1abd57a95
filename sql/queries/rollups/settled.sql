-- Returns no rows. Creates the temporary table `settled`: the sums whose parts may have different attributes, with the set that unites
-- these.
create temporary table settled on commit drop as
select mixed.country_id, mixed.indicator_id, mixed.area_id, mixed.breakdown_id, mixed.provider_id, mixed.period_id, mixed.part_level,
    mixed.part_freq, attribute_set.attribute_set_id, cardinality(mixed.sets) > 1 as is_mixed
from mixed
join united on united.sets = mixed.sets
join dw.attribute_set
    on attribute_set.statuses = united.statuses
    and attribute_set.counting_unit = united.counting_unit
    and attribute_set.confidentiality = united.confidentiality
    and attribute_set.notes = united.notes
