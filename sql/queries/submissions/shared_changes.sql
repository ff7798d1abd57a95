-- One row: how many figures two submissions would both change, and in how many of these they differ.
select count(*) as cells,
    count(*) filter (
        where (change.kind = 'withdrawn') <> (other_change.kind = 'withdrawn')
            or change.attribute_set_id <> other_change.attribute_set_id
            or (change.value, change.lower_bound, change.upper_bound)
                is distinct from (other_change.value, other_change.lower_bound, other_change.upper_bound)) as differing
from change
join other_change
    on other_change.country_id = change.country_id
    and other_change.indicator_id = change.indicator_id
    and other_change.area_id = change.area_id
    and other_change.breakdown_id = change.breakdown_id
    and other_change.provider_id = change.provider_id
    and other_change.area_level = change.area_level
    and other_change.period_id = change.period_id
