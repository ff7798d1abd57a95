-- Returns no rows. Inserts which area belongs to which group, and when.
insert into ref.area_group_member (group_code, area_id, from_year, to_year)
select row."group", area.area_id, row."fromYear", row."toYear"
from jsonb_to_recordset(@rows::jsonb) as row ("group" text, area text, "fromYear" smallint, "toYear" smallint)
join ref.area on area.code = row.area
