-- Returns no rows. Inserts which provider ranks where for which area and indicator, and in which years.
insert into ref.preferred_source (area, indicator, provider_id, rank, from_year, to_year)
select row.area, row.indicator, provider.provider_id, row.rank, row."fromYear", row."toYear"
from jsonb_to_recordset(@rows::jsonb) as row (
    area text, indicator text, provider text, rank smallint, "fromYear" smallint, "toYear" smallint)
join ref.provider on provider.code = row.provider
