-- Returns no rows. Records that a key was used.
select access.key_used(@prefix)
