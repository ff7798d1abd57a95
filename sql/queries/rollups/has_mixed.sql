-- Whether any sum that changed may have parts with different attributes. One row.
select exists (
    select
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
    where sum.is_mixed)
