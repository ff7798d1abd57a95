-- The person who can no longer sign in; none where there is none within reach. At most one row.
update access.person
set is_active = false
where address = lower(@address)
    and is_active
returning address, office, country
