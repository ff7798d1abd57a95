-- Returns no rows. Creates `rise_in_time` as an empty temporary table: the sums over time of a first load are attached together with its
-- figures.
create temporary table rise_in_time on commit drop as
select country_id, indicator_id, provider_id, breakdown_id, area_id, area_level, period_id, 0 as fineness, figures, figures_missing, value,
    attribute_set_id as least_set, attribute_set_id as greatest_set, load_id
from dw.rollup_observation
where false
