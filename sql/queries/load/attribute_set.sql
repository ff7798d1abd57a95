-- The number of a set of attributes, which is given one where it has none. One row.
with known as (
    select attribute_set_id
    from dw.attribute_set
    where statuses = @statuses
        and counting_unit = @counting_unit
        and confidentiality = @confidentiality
        and notes = @notes
),
added as (
    insert into dw.attribute_set (statuses, counting_unit, confidentiality, notes)
    select @statuses::text, @counting_unit::text, @confidentiality::text, @notes::text
    where not exists (select from known)
    -- Somebody else adds it at the same moment: this statement does not see their row, unless it writes to it.
    on conflict (checksum) do update
    set notes = excluded.notes
    returning attribute_set_id
)
select attribute_set_id from known
union all
select attribute_set_id from added
