-- Nothing: a temporary view of what a first load adds to sums.
create temporary view delta as
select country_id, indicator_id, provider_id, breakdown_id, area_id, area_level, period_id,
    1 as figures, case when value is null then 1 else 0 end as figures_missing, value, attribute_set_id, null::integer as load_id
from incoming
