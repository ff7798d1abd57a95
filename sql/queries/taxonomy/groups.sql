-- Returns no rows. Updates the groups of States to the taxonomy.
insert into ref.area_group (code, label)
select code, label
from jsonb_to_recordset(@rows::jsonb) as row (code text, label jsonb)
on conflict (code) do update
set label = excluded.label
