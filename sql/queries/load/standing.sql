-- Nothing: an empty temporary table of the figures that stand in what a submission says it covers.
create temporary table standing on commit drop as
select country_id, indicator_id, area_id, breakdown_id, provider_id, area_level, period_id, attribute_set_id, value
from dw.fact_observation
where false
