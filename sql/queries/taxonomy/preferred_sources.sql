-- Nothing: writes which provider stands for which area and indicator.
insert into ref.preferred_source (area, indicator, provider_id, rank)
select row.area, row.indicator, provider.provider_id, row.rank
from jsonb_to_recordset(@rows::jsonb) as row (area text, indicator text, provider text, rank smallint)
join ref.provider on provider.code = row.provider
