-- Returns no rows. Updates the ICCS categories to the taxonomy.
insert into ref.iccs (code, level, parent, label)
select code, level, parent, label
from jsonb_to_recordset(@rows::jsonb) as row (code text, level smallint, parent text, label jsonb)
on conflict (code) do update
set level = excluded.level, parent = excluded.parent, label = excluded.label
