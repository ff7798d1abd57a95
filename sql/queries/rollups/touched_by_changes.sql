-- Returns no rows. Creates the temporary view `touched` of the keys of the sums that a load changes.
create temporary view touched as
select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, part_level, part_freq, area_level
from risen
