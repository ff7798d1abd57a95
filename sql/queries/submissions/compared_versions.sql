-- One row: how the figures of a submission differ from those of another one that waits: how many only it has, how many differ, and how many
-- only the other has.
select count(*) filter (where other.area_id is null) as added,
    count(*) filter (
        where own.area_id is not null and other.area_id is not null
            and (own.attribute_set_id <> other.attribute_set_id
                or (own.value, own.lower_bound, own.upper_bound)
                    is distinct from (other.value, other.lower_bound, other.upper_bound))) as changed,
    count(*) filter (where own.area_id is null) as gone
from incoming as own
full join other_incoming as other
    on other.country_id = own.country_id
    and other.indicator_id = own.indicator_id
    and other.area_id = own.area_id
    and other.breakdown_id = own.breakdown_id
    and other.provider_id = own.provider_id
    and other.area_level = own.area_level
    and other.period_id = own.period_id
