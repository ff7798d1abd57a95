-- The number of a set of attributes, which is given one where it has none. One row.
with added as (
    insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes)
    values (@statuses, @counting_unit, @confidentiality, @notes)
    on conflict do nothing
    returning attribute_set_id
)
select attribute_set_id
from added
union all
select attribute_set_id
from dw.attribute_set
where statuses = @statuses
    and counting_unit = @counting_unit
    and confidentiality = @confidentiality
    and notes = @notes
limit 1
