-- One row per figure that a load revised or withdrew, with the value before and after; the largest changes first.
with changed as (
    select old.indicator_id, old.area_id, old.period_id, old.breakdown_id, old.provider_id,
        case when new.is_withdrawn then 'withdrawn' else 'revised' end as kind,
        old.value as old_value, new.value as new_value, old.attribute_set_id as old_attributes, new.attribute_set_id as new_attributes
    from dw.fact_history as old
    cross join lateral (
        select fact.value, fact.attribute_set_id, fact.is_withdrawn
        from dw.fact_observation as fact
        where fact.country_id = old.country_id
            and fact.indicator_id = old.indicator_id
            and fact.area_id = old.area_id
            and fact.breakdown_id = old.breakdown_id
            and fact.provider_id = old.provider_id
            and fact.area_level = old.area_level
            and fact.period_id = old.period_id
            and fact.load_from = @load_id
        union all
        select fact.value, fact.attribute_set_id, fact.is_withdrawn
        from dw.fact_history as fact
        where fact.country_id = old.country_id
            and fact.indicator_id = old.indicator_id
            and fact.area_id = old.area_id
            and fact.breakdown_id = old.breakdown_id
            and fact.provider_id = old.provider_id
            and fact.period_id = old.period_id
            and fact.load_from = @load_id
            and fact.load_to <> @load_id
    ) as new
    where old.load_to = @load_id
        and old.load_from < @load_id
        and not old.is_withdrawn
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
order by abs(changed.new_value - changed.old_value) desc nulls last, indicator.code, area.code, period.period_id, changed.breakdown_id,
    provider.code
offset @skip
limit @take
