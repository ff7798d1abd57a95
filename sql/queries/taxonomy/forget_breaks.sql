-- Returns no rows. Deletes all declared breaks; the same transaction inserts them anew.
delete from ref.series_break
