-- Returns no rows. Updates the areas of one level to the taxonomy; areas that feeds define stay.
insert into ref.area (code, country_id, level, parent_id, path, label, type)
select row.code, country.country_id, row.level, parent.area_id, '{}', row.label, row.type
from jsonb_to_recordset(@rows::jsonb) as row (code text, country text, level smallint, parent text, label jsonb, type text)
join ref.country on country.iso3 = row.country
left join ref.area as parent on parent.code = row.parent
where row.level = @level
order by row.code
on conflict (code) do update
set country_id = excluded.country_id, level = excluded.level, parent_id = excluded.parent_id, label = excluded.label, type = excluded.type,
    brought_by = null, is_public = true
