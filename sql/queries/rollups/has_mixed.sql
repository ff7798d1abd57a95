-- Whether any sum that changed may have parts with different attributes. One row.
select exists (
    select
    from risen
    join dw.rollup_observation as sum
        on sum.country_id = risen.country_id
        and sum.indicator_id = risen.indicator_id
        and sum.area_id = risen.area_id
        and sum.breakdown_id = risen.breakdown_id
        and sum.provider_id = risen.provider_id
        and sum.period_id = risen.period_id
        and sum.part_level = risen.part_level
        and sum.part_freq = risen.part_freq
    where sum.is_mixed)
