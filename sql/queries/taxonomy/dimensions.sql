-- Returns no rows. Updates the dimensions to the taxonomy.
insert into ref.dimension (code, code_list, is_breakdown, sort_order, label)
select code, "codeList", "isBreakdown", "sortOrder", label
from jsonb_to_recordset(@rows::jsonb) as row (code text, "codeList" text, "isBreakdown" boolean, "sortOrder" smallint, label jsonb)
on conflict (code) do update
set code_list = excluded.code_list, is_breakdown = excluded.is_breakdown, sort_order = excluded.sort_order, label = excluded.label
