-- Nothing: makes sure that every union of attributes has a number.
insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes)
select distinct statuses, counting_unit, confidentiality, notes
from united
order by statuses, counting_unit, confidentiality, notes
on conflict do nothing
