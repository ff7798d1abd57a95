-- Returns no rows. Updates the States to the taxonomy.
insert into ref.country (iso3, iso2, m49, subregion, oas_status, status_note)
select iso3, iso2, m49, subregion, "oasStatus", "statusNote"
from jsonb_to_recordset(@rows::jsonb) as row (iso3 text, iso2 text, m49 text, subregion text, "oasStatus" text, "statusNote" text)
order by iso3
on conflict (iso3) do update
set iso2 = excluded.iso2, m49 = excluded.m49, subregion = excluded.subregion, oas_status = excluded.oas_status,
    status_note = excluded.status_note
