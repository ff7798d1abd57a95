-- Returns no rows. Updates the observation statuses to the taxonomy.
insert into ref.status (code, is_missing, is_publishable, label)
select code, "isMissing", "isPublishable", label
from jsonb_to_recordset(@rows::jsonb) as row (code text, "isMissing" boolean, "isPublishable" boolean, label jsonb)
on conflict (code) do update
set is_missing = excluded.is_missing, is_publishable = excluded.is_publishable, label = excluded.label
