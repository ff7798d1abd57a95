-- Returns no rows. Creates the temporary view `present` of the figures that are current after a load.
create temporary view present as
select country_id, indicator_id, provider_id, breakdown_id, area_id, area_level, period_id, attribute_set_id
from dw.fact_observation
where not is_withdrawn
