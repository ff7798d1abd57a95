-- Returns no rows. Marks the loads of the same offices whose feed yields to another loaded feed: their coverage counts last.
update dw.load
set is_behind = true
where not is_behind
    and (
        load_id in (select other_load.load_id from other_load where other_load.stands = 'behind' and not other_load.is_sample)
        or load_id = @load_id::integer and exists (select from other_load where other_load.stands = 'before' and not other_load.is_real))
