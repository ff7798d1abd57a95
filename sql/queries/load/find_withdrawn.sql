-- Returns no rows. Adds to `change` the current figures of one partition that the submission covers but no longer gives.
insert into change
select gone.area_id, gone.period_id, gone.breakdown_id, gone.attribute_set_id, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id,
    gone.area_level, 0::smallint, 0::smallint, null, null, null, 'withdrawn', gone.attribute_set_id, gone.value, gone.load_from
from place as gone
where not gone.is_withdrawn
    -- A file withdraws only what its own feed gave, or a feed over which it has precedence. Sample figures are always withdrawn: see
    -- load/withdraw_samples.
    and gone.load_from not in (select other_load.load_id from other_load where other_load.stands <> 'behind' or other_load.is_sample)
    and exists (
        select
        from covered
        join ref.area as part on part.path @> array[covered.area_id] and part.level = covered.level
        where part.area_id = gone.area_id
            and covered.country_id = gone.country_id
            and covered.provider_id = gone.provider_id
            and covered.indicator_id = gone.indicator_id
            and covered.level = gone.area_level
            and gone.period_id between covered.from_period and covered.to_period)
    and not exists (
        select
        from incoming
        where incoming.country_id = gone.country_id
            and incoming.indicator_id = gone.indicator_id
            and incoming.area_id = gone.area_id
            and incoming.breakdown_id = gone.breakdown_id
            and incoming.provider_id = gone.provider_id
            and incoming.area_level = gone.area_level
            and incoming.period_id = gone.period_id)
