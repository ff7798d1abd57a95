-- One row per figure that a submission would revise, withdraw or add: the largest changes first, the added figures last.
with changed as (
    select indicator_id, area_id, period_id, breakdown_id, provider_id,
        case when kind in ('first', 'again') then 'added' else kind end as kind,
        held_value as old_value, value as new_value, held_set as old_attributes, attribute_set_id as new_attributes
    from change
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
where @kind::text is null or changed.kind = @kind
order by changed.kind = 'added', abs(changed.new_value - changed.old_value) desc nulls last, indicator.code, area.code, period.period_id,
    changed.breakdown_id, provider.code
offset @skip
limit @take
