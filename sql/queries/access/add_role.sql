-- Returns no rows. Gives a person a role.
insert into access.person_role (person_id, role)
values (@person_id, @role)
