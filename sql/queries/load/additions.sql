-- One row per figure that a load added, in the order of the load's content, so that the query stops as soon as the page is full.
with changed as (
    select content.indicator_id, area.area_id, period.period_id, content.breakdown_id, content.provider_id, 'added' as kind,
        null::numeric as old_value, new.value as new_value, null::integer as old_attributes, new.attribute_set_id as new_attributes
    from dw.load_content as content
    cross join lateral unnest(content.area_ids) as area (area_id)
    cross join lateral unnest(content.period_ids) as period (period_id)
    cross join lateral (
        select fact.value, fact.attribute_set_id
        from dw.fact_observation as fact
        where fact.country_id = content.country_id
            and fact.indicator_id = content.indicator_id
            and fact.area_id = area.area_id
            and fact.breakdown_id = content.breakdown_id
            and fact.provider_id = content.provider_id
            and fact.area_level = content.area_level
            and fact.period_id = period.period_id
            and fact.load_from = @load_id
        union all
        select fact.value, fact.attribute_set_id
        from dw.fact_history as fact
        where fact.country_id = content.country_id
            and fact.indicator_id = content.indicator_id
            and fact.area_id = area.area_id
            and fact.breakdown_id = content.breakdown_id
            and fact.provider_id = content.provider_id
            and fact.period_id = period.period_id
            and fact.load_from = @load_id
            and fact.load_to <> @load_id
        -- Look each figure up by its key, so that the server reads no more than the requested page.
        offset 0
    ) as new
    where content.load_id = @load_id
        and (
            select count(*)
            from dw.fact_history as old
            where old.country_id = content.country_id
                and old.indicator_id = content.indicator_id
                and old.area_id = area.area_id
                and old.breakdown_id = content.breakdown_id
                and old.provider_id = content.provider_id
                and old.period_id = period.period_id
                and old.load_to = @load_id
                and old.load_from < @load_id
                and not old.is_withdrawn) = 0
    order by content.country_id, content.provider_id, content.indicator_id, content.ordinal, area.area_id, period.period_id
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
