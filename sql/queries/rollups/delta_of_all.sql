-- Returns no rows. Creates the temporary view `delta` of all figures, to calculate all sums anew.
create temporary view delta as
select country_id, indicator_id, provider_id, breakdown_id, area_id, area_level, period_id,
    case when is_withdrawn then 0 else 1 end as figures, case when not is_withdrawn and value is null then 1 else 0 end as figures_missing,
    value, case when not is_withdrawn then attribute_set_id end as attribute_set_id, load_from as load_id
from dw.fact_observation
