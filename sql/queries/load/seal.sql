-- One row: the number of the vintage that this load becomes. Loads become visible one after the other and are numbered in that order, so
-- the caller must hold the lock of load/take_turn.
update dw.load
set vintage = (select coalesce(max(sealed.vintage), 0) + 1 from dw.load as sealed), loaded_at = clock_timestamp()
where load_id = @load_id
returning vintage
