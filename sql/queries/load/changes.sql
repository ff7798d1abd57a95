-- One row per figure that a load added, revised or withdrew, with the value before and after; the largest changes first.
with new as (
    select version.*
    from pub.version
    where version.load_from = @load_id
        and version.load_to is distinct from @load_id
        and version.country_id in (select country_id from dw.load_content where load_id = @load_id union select country_id from dw.fact_history where load_to = @load_id)
),
old as (
    select *
    from dw.fact_history
    where load_to = @load_id
        and load_from < @load_id
        and not is_withdrawn
),
changed as (
    select coalesce(new.indicator_id, old.indicator_id) as indicator_id,
        coalesce(new.area_id, old.area_id) as area_id,
        coalesce(new.period_id, old.period_id) as period_id,
        coalesce(new.breakdown_id, old.breakdown_id) as breakdown_id,
        coalesce(new.provider_id, old.provider_id) as provider_id,
        case when new.is_withdrawn then 'withdrawn' when old.load_from is null then 'added' else 'revised' end as kind,
        old.value as old_value, new.value as new_value,
        old.attribute_set_id as old_attributes, new.attribute_set_id as new_attributes
    from new
    full join old
        on old.country_id = new.country_id
        and old.indicator_id = new.indicator_id
        and old.area_id = new.area_id
        and old.breakdown_id = new.breakdown_id
        and old.provider_id = new.provider_id
        and old.period_id = new.period_id
)
select indicator.code as indicator, area.code as area, period.code as period, provider.code as source,
    breakdown.sex, breakdown.age, breakdown.mechanism, breakdown.relationship, breakdown.motive, breakdown.place, breakdown.area as urban,
    breakdown.citizenship, breakdown.exploitation, breakdown.drug, breakdown.offence,
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
order by abs(changed.new_value - changed.old_value) desc nulls last, indicator.code, area.code, period.period_id, changed.breakdown_id, provider.code
offset @skip
limit @take
