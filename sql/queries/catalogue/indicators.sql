-- One row per indicator of the shared taxonomy, with the number of States that have figures of it.
with reporting as (
    select indicator_id, count(distinct country_id)::integer as states
    from pub.series_source
    group by indicator_id
)
select indicator.indicator_id, indicator.code, indicator.theme, indicator.label ->> @lang as label,
    indicator.definition ->> @lang as definition, indicator.unit, unit.label ->> @lang as unit_label,
    indicator.counting_unit, indicator.kind, indicator.is_stock, indicator.formula, indicator.rate_of,
    indicator.decimals::integer as decimals, indicator.higher_is_worse,
    indicator.iccs_codes, indicator.crosswalks::text as crosswalks, indicator.dimensions, coalesce(reporting.states, 0) as states
from pub.indicator
join pub.unit on unit.code = indicator.unit
left join reporting using (indicator_id)
order by indicator.indicator_id
