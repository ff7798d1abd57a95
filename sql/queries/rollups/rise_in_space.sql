-- Returns no rows. Creates the temporary table `rise_in_space`: what the areas directly above the figures gain in the same period.
create temporary table rise_in_space on commit drop as
select delta.country_id, delta.indicator_id, delta.provider_id, delta.breakdown_id, area.parent_id as area_id,
    delta.area_level as part_level, delta.period_id, 1 as step,
    sum(delta.figures)::integer as figures, sum(delta.figures_missing)::integer as figures_missing,
    -- Incidents without a recorded place count in the total, but their area is not a part that could be missing.
    sum(case when area.type is distinct from 'Unspecified' then delta.figures else 0 end)::integer as parts, sum(delta.value) as value,
    min(delta.attribute_set_id) as least_set, max(delta.attribute_set_id) as greatest_set, max(delta.load_id) as load_id
from delta
join ref.indicator using (indicator_id)
join ref.area on area.area_id = delta.area_id
where indicator.kind = 'count'
    and area.parent_id is not null
group by delta.country_id, delta.indicator_id, delta.provider_id, delta.breakdown_id, area.parent_id, delta.area_level, delta.period_id
