-- Returns no rows. Deletes all memberships of groups; the same transaction inserts them anew.
delete from ref.area_group_member
