-- Returns no rows. Inserts the declared breaks in series.
insert into ref.series_break (code, area_id, indicator, provider_id, period, first_day, kind, note, source)
select row.code, area.area_id, row.indicator, provider.provider_id, row.period, row."firstDay", row.kind, row.note, row.source
from jsonb_to_recordset(@rows::jsonb) as row (
    code text, area text, indicator text, provider text, period text, "firstDay" date, kind text, note jsonb, source text)
join ref.area on area.code = row.area
left join ref.provider on provider.code = row.provider
