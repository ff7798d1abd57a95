-- The number of the vintage that a load makes. One row. Called after its turn has come: loads become visible one after the other, and are numbered so.
update dw.load
set vintage = (select coalesce(max(sealed.vintage), 0) + 1 from dw.load as sealed), loaded_at = clock_timestamp()
where load_id = @load_id
returning vintage
