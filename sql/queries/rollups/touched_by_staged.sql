-- Nothing: a temporary view of the keys of the sums that a first load brings.
create temporary view touched as
select sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq, sum.area_level
from dw.rollup_observation as sum
where (sum.country_id, sum.provider_id, sum.part_level) in (select country_id, provider_id, area_level from first_place)
