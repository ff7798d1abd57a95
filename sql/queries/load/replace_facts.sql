-- Returns no rows. Overwrites the current figures of one partition with their new versions; the old ones are in the history already.
update dw.fact_observation as fact
set attribute_set_id = change.attribute_set_id,
    source_row = change.source_row,
    cells = change.cells,
    source_column = change.source_column,
    source_sheet = change.source_sheet,
    value = change.value,
    lower_bound = change.lower_bound,
    upper_bound = change.upper_bound,
    load_from = @load_id::integer,
    is_withdrawn = change.kind = 'withdrawn'
from change
where change.kind <> 'first'
    and change.provider_id = @provider_id::smallint
    and change.area_level = @area_level::smallint
    and fact.provider_id = @provider_id::smallint
    and fact.area_level = @area_level::smallint
    and fact.country_id = change.country_id
    and fact.indicator_id = change.indicator_id
    and fact.area_id = change.area_id
    and fact.breakdown_id = change.breakdown_id
    and fact.period_id = change.period_id
