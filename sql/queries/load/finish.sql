-- Nothing: writes the counts of the load beside it.
update dw.load
set added = @added, revised = @revised, unchanged = @unchanged, late = @late, withdrawn = @withdrawn
where load_id = @load_id
