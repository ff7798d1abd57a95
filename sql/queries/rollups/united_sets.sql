-- Returns no rows. Adds the unions of attributes that are new.
insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes)
select distinct statuses, counting_unit, confidentiality, notes
from united
order by statuses, counting_unit, confidentiality, notes
on conflict do nothing
