-- One row: the number of a set of attributes, which is added if it is new.
with known as (
    select attribute_set_id
    from dw.attribute_set
    where statuses = @statuses
        and counting_unit = @counting_unit
        and confidentiality = @confidentiality
        and notes = @notes
),
-- A corrected mapping may word the same note differently.
reworded as (
    update dw.attribute_set as reworded
    set notes_say = @notes_say::text
    from known
    where reworded.attribute_set_id = known.attribute_set_id
        and reworded.notes_say is distinct from @notes_say::text
),
added as (
    insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes, notes_say)
    select @statuses::text, @counting_unit::text, @confidentiality::text, @notes::text, @notes_say::text
    where not exists (select from known)
    -- If somebody else adds the same set at this moment, this statement cannot see their row unless it writes to it.
    on conflict (checksum) do update
    set notes_say = excluded.notes_say
    returning attribute_set_id
)
select attribute_set_id from known
union all
select attribute_set_id from added
