-- Nothing: notes of this load and of others of its offices that a feed has spoken which has precedence over theirs.
update dw.load
set is_behind = true
where not is_behind
    and (
        load_id in (select other_load.load_id from other_load where other_load.stands = 'behind' and not other_load.is_sample)
        or load_id = @load_id::integer and exists (select from other_load where other_load.stands = 'before' and not other_load.is_real))
