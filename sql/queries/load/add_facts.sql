-- Returns no rows. Adds the figures that nobody gave before.
insert into dw.fact_observation (
    area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column,
    source_sheet,
    value, lower_bound, upper_bound, load_from, is_withdrawn)
select area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level,
    source_column, source_sheet, value, lower_bound, upper_bound, @load_id::integer, false
from change
where kind = 'first'
order by country_id, indicator_id, area_id, breakdown_id, provider_id, period_id
