-- One row per declared break in series.

create or replace view pub.series_break as
select series_break.code, area.code as area, series_break.indicator, provider.code as provider, series_break.period, series_break.first_day,
    series_break.kind, series_break.note, series_break.source
from ref.series_break
join ref.area using (area_id)
left join ref.provider using (provider_id);
