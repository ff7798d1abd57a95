-- Returns no rows. Creates the temporary table `rise_in_time`: what the year of an area gains from its own half-years, quarters or months.
create temporary table rise_in_time on commit drop as
select delta.country_id, delta.indicator_id, delta.provider_id, delta.breakdown_id, delta.area_id, delta.area_level,
    1000000 + delta.period_id % 1000000 / 100 * 100 as period_id, delta.period_id / 1000000 as fineness,
    sum(delta.figures)::integer as figures, sum(delta.figures_missing)::integer as figures_missing, sum(delta.value) as value,
    min(delta.attribute_set_id) as least_set, max(delta.attribute_set_id) as greatest_set, max(delta.load_id) as load_id
from delta
join ref.indicator using (indicator_id)
where indicator.kind = 'count'
    and not indicator.is_stock
    and delta.period_id >= 2000000
group by delta.country_id, delta.indicator_id, delta.provider_id, delta.breakdown_id, delta.area_id, delta.area_level,
    1000000 + delta.period_id % 1000000 / 100 * 100, delta.period_id / 1000000
