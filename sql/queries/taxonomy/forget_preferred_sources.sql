-- Returns no rows. Deletes all preferred sources; the same transaction inserts them anew.
delete from ref.preferred_source
