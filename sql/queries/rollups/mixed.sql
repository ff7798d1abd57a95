-- Nothing: a temporary table of the sums that changed and whose parts may not all have the same attributes, with those they have.
create temporary table mixed on commit drop as
select sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq,
    array_agg(distinct present.attribute_set_id order by present.attribute_set_id) as sets
from touched
join dw.rollup_observation as sum
    on sum.country_id = touched.country_id
    and sum.indicator_id = touched.indicator_id
    and sum.area_id = touched.area_id
    and sum.breakdown_id = touched.breakdown_id
    and sum.provider_id = touched.provider_id
    and sum.period_id = touched.period_id
    and sum.part_level = touched.part_level
    and sum.part_freq = touched.part_freq
join dw.period as part_period
    on part_period.freq = sum.part_freq::text
    and case sum.period_id / 1000000
        when 1 then part_period.year_id
        when 2 then coalesce(part_period.semester_id, part_period.period_id)
        when 3 then coalesce(part_period.quarter_id, part_period.period_id)
        else part_period.period_id
    end = sum.period_id
join ref.area as part on part.level = sum.part_level and part.path @> array[sum.area_id]
join present
    on present.country_id = sum.country_id
    and present.indicator_id = sum.indicator_id
    and present.area_id = part.area_id
    and present.breakdown_id = sum.breakdown_id
    and present.provider_id = sum.provider_id
    and present.area_level = sum.part_level
    and present.period_id = part_period.period_id
where sum.is_mixed
group by sum.country_id, sum.indicator_id, sum.area_id, sum.breakdown_id, sum.provider_id, sum.period_id, sum.part_level, sum.part_freq
