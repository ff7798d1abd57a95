-- Returns no rows. Removes all roles of a person.
delete from access.person_role
where person_id = @person_id
