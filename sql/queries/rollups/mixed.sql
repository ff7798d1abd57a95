-- Returns no rows. Creates the temporary table `mixed`: the changed sums whose parts may have different attributes, with the sets of
-- attributes of their parts.
create temporary table mixed on commit drop as
with asked as materialized (
    select sum.*, mixed_part.part_ids, span.first_id, span.last_id
    from mixed_sum as sum
    join mixed_part using (area_id, part_level)
    -- The periods of one frequency within a longer period have consecutive numbers.
    cross join lateral (
        select min(part.period_id) as first_id, max(part.period_id) as last_id
        from dw.period as part
        where part.period_id between
                position(sum.part_freq::text in 'ASQM') * 1000000 + sum.period_id % 1000000 / 100 * 100
                and position(sum.part_freq::text in 'ASQM') * 1000000 + sum.period_id % 1000000 / 100 * 100 + 99
            and case sum.period_id / 1000000
                when 1 then part.year_id
                when 2 then coalesce(part.semester_id, part.period_id)
                when 3 then coalesce(part.quarter_id, part.period_id)
                else part.period_id
            end = sum.period_id
        offset 0
    ) as span
)
select asked.country_id, asked.indicator_id, asked.area_id, asked.breakdown_id, asked.provider_id, asked.period_id, asked.part_level,
    asked.part_freq, array_agg(distinct fact.attribute_set_id order by fact.attribute_set_id) as sets
from asked
cross join lateral unnest(asked.part_ids) as part (area_id)
cross join lateral (
    select present.attribute_set_id
    from present
    where present.country_id = asked.country_id
        and present.indicator_id = asked.indicator_id
        and present.area_id = part.area_id
        and present.breakdown_id = asked.breakdown_id
        and present.provider_id = asked.provider_id
        and present.area_level = asked.part_level
        and present.period_id between asked.first_id and asked.last_id
    -- Look figures up by the whole key, all periods in one scan.
    offset 0
) as fact
group by asked.country_id, asked.indicator_id, asked.area_id, asked.breakdown_id, asked.provider_id, asked.period_id, asked.part_level,
    asked.part_freq
