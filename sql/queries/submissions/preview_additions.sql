-- One row per figure of a submission for which there is no current figure, in the order of its key, so that the query stops as soon as the
-- page is full.
with changed as (
    select indicator_id, area_id, period_id, breakdown_id, provider_id, country_id, area_level, 'added' as kind,
        null::numeric as old_value, value as new_value, null::integer as old_attributes, attribute_set_id as new_attributes
    from incoming
    order by country_id, indicator_id, area_id, breakdown_id, provider_id, area_level, period_id
    offset @skip
    limit @take
)
select indicator.code as indicator, area.code as area, period.code as period, provider.code as source,
    breakdown.members,
    changed.kind, changed.old_value, changed.new_value, changed.new_value - changed.old_value as difference,
    old_set.statuses as old_statuses, new_set.statuses as new_statuses
from changed
join ref.indicator using (indicator_id)
join ref.area on area.area_id = changed.area_id
join dw.period on period.period_id = changed.period_id
join dw.breakdown on breakdown.breakdown_id = changed.breakdown_id
join ref.provider on provider.provider_id = changed.provider_id
left join dw.attribute_set as old_set on old_set.attribute_set_id = changed.old_attributes
left join dw.attribute_set as new_set on new_set.attribute_set_id = changed.new_attributes
order by changed.country_id, changed.indicator_id, changed.area_id, changed.breakdown_id, changed.provider_id, changed.area_level,
    changed.period_id
