-- Returns no rows. Copies the current figures of one partition to the history before they are replaced.
insert into dw.fact_history (
    area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column,
    source_sheet,
    value, lower_bound, upper_bound, load_from, is_withdrawn, load_to)
select fact.area_id, fact.period_id, fact.breakdown_id, fact.attribute_set_id, fact.source_row, fact.cells, fact.country_id,
    fact.indicator_id, fact.provider_id,
    fact.area_level, fact.source_column, fact.source_sheet, fact.value, fact.lower_bound, fact.upper_bound, fact.load_from,
    fact.is_withdrawn, @load_id::integer
from change
join dw.fact_observation as fact
    on fact.provider_id = @provider_id::smallint
    and fact.area_level = @area_level::smallint
    and fact.country_id = change.country_id
    and fact.indicator_id = change.indicator_id
    and fact.area_id = change.area_id
    and fact.breakdown_id = change.breakdown_id
    and fact.period_id = change.period_id
where change.kind <> 'first'
    and change.provider_id = @provider_id::smallint
    and change.area_level = @area_level::smallint
