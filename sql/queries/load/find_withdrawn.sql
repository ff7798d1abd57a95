-- Nothing: what stands in what the submission covers, and is no longer in it.
insert into change
select gone.area_id, gone.period_id, gone.breakdown_id, gone.attribute_set_id, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id, gone.area_level,
    0::smallint, 0::smallint, null, null, null, 'withdrawn', gone.attribute_set_id, gone.value
from standing as gone
left join incoming
    on incoming.country_id = gone.country_id
    and incoming.indicator_id = gone.indicator_id
    and incoming.area_id = gone.area_id
    and incoming.breakdown_id = gone.breakdown_id
    and incoming.provider_id = gone.provider_id
    and incoming.area_level = gone.area_level
    and incoming.period_id = gone.period_id
where incoming.area_id is null
