-- Returns no rows. Writes the counts of a load into its row.
update dw.load
set added = @added, revised = @revised, unchanged = @unchanged, late = @late, withdrawn = @withdrawn
where load_id = @load_id
