-- At most one row: the person who can no longer sign in; none if the caller may not see such a person.
update access.person
set is_active = false
where address = lower(@address)
    and is_active
returning address, office, country
