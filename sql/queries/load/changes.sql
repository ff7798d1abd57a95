-- One row per figure that a load added or revised, with the value it had before; the largest changes first.
select indicator.code as indicator, area.code as area, period.code as period,
    breakdown.sex, breakdown.age, breakdown.mechanism, breakdown.relationship, breakdown.motive, breakdown.place, breakdown.area as urban,
    breakdown.citizenship, breakdown.exploitation, breakdown.drug, breakdown.offence,
    case when old.load_from is null then 'added' else 'revised' end as kind,
    old.value as old_value, new.value as new_value, new.value - old.value as difference,
    old_attributes.statuses as old_statuses, new_attributes.statuses as new_statuses
from dw.fact_observation as new
join ref.indicator using (indicator_id)
join ref.area on area.area_id = new.area_id
join dw.period on period.period_id = new.period_id
join dw.breakdown on breakdown.breakdown_id = new.breakdown_id
join dw.attribute_set as new_attributes on new_attributes.attribute_set_id = new.attribute_set_id
left join dw.fact_observation as old
    on old.load_to = @load_id
    and old.load_from < @load_id
    and old.country_id = new.country_id
    and old.indicator_id = new.indicator_id
    and old.area_id = new.area_id
    and old.breakdown_id = new.breakdown_id
    and old.provider_id = new.provider_id
    and old.period_id = new.period_id
left join dw.attribute_set as old_attributes on old_attributes.attribute_set_id = old.attribute_set_id
where new.load_from = @load_id
    and (new.load_to is null or new.load_to > @load_id)
    and (@kind::text is null or @kind = case when old.load_from is null then 'added' else 'revised' end)
order by abs(new.value - old.value) desc nulls last, indicator.code, area.code, period.period_id, new.breakdown_id
offset @skip
limit @take
