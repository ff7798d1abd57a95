-- One row per person that the caller may see, ordered by address.
select person.address, person.name, person.office, person.country, person.is_active, person.created_at, person.last_seen_at,
    array(select person_role.role from access.person_role where person_role.person_id = person.person_id order by person_role.role) as roles
from access.person
order by person.address
