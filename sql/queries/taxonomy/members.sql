-- Returns no rows. Updates the categories of the dimensions to the taxonomy; categories that feeds define stay.
insert into ref.dimension_member (dimension, code, parent, sort_order, in_partition, label)
select dimension, code, parent, "sortOrder", "inPartition", label
from jsonb_to_recordset(@rows::jsonb) as row (
    dimension text, code text, parent text, "sortOrder" integer, "inPartition" boolean, label jsonb)
on conflict (dimension, code) do update
set parent = excluded.parent, sort_order = excluded.sort_order, in_partition = excluded.in_partition, label = excluded.label,
    brought_by = null
