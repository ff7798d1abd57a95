-- Returns no rows. Creates the temporary table `rise_in_space`: what the areas directly above a first load's figures gain in the same
-- period, from the sums that were made while the figures were staged.
create temporary table rise_in_space on commit drop as
select country_id, indicator_id, provider_id, breakdown_id, area_id, part_level, period_id, 1 as step,
    sum(figures)::integer as figures, sum(figures_missing)::integer as figures_missing, sum(parts)::integer as parts, sum(value) as value,
    min(least_set) as least_set, max(greatest_set) as greatest_set, null::integer as load_id
from ingest.staged_sum
where submission_number = @submission_number
group by country_id, indicator_id, provider_id, breakdown_id, area_id, part_level, period_id
