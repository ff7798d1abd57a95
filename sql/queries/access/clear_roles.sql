-- Nothing: takes a person's roles.
delete from access.person_role
where person_id = @person_id
