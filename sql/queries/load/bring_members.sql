-- Returns no rows. Adds or updates the categories (national offence categories) that the submission defines.
insert into ref.dimension_member (dimension, code, parent, sort_order, in_partition, label, brought_by)
select detail ->> 'dimension', code, detail ->> 'parent', (detail ->> 'sortOrder')::integer, (detail ->> 'inPartition')::boolean,
    detail -> 'label', @feed
from ingest.staged_code
where submission_number = @submission_number
    and book = 'M'
on conflict (dimension, code) do update
set label = excluded.label, parent = excluded.parent, sort_order = excluded.sort_order, in_partition = excluded.in_partition
where dimension_member.brought_by = excluded.brought_by
    and (dimension_member.label, dimension_member.parent, dimension_member.sort_order, dimension_member.in_partition)
        is distinct from (excluded.label, excluded.parent, excluded.sort_order, excluded.in_partition)
