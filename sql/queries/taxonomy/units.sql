-- Returns no rows. Updates the units to the taxonomy.
insert into ref.unit (code, label)
select code, label
from jsonb_to_recordset(@rows::jsonb) as row (code text, label jsonb)
on conflict (code) do update
set label = excluded.label
