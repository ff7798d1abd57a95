-- Nothing: notes that a key was used.
select access.key_used(@prefix)
