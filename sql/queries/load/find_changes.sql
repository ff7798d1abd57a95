-- Nothing: what of a submission is not yet, or differs from what stands, at one place.
insert into change
select incoming.*,
    case when fact.area_id is null then 'first' when fact.is_withdrawn then 'again' else 'revised' end,
    case when not fact.is_withdrawn then fact.attribute_set_id end,
    fact.value
from incoming
left join dw.fact_observation as fact
    on fact.provider_id = @provider_id::smallint
    and fact.area_level = @area_level::smallint
    and fact.country_id = incoming.country_id
    and fact.indicator_id = incoming.indicator_id
    and fact.area_id = incoming.area_id
    and fact.breakdown_id = incoming.breakdown_id
    and fact.period_id = incoming.period_id
left join late
    on late.country_id = incoming.country_id
    and late.indicator_id = incoming.indicator_id
    and late.area_id = incoming.area_id
    and late.breakdown_id = incoming.breakdown_id
    and late.provider_id = incoming.provider_id
    and late.period_id = incoming.period_id
where late.area_id is null
    and incoming.provider_id = @provider_id::smallint
    and incoming.area_level = @area_level::smallint
    and (fact.area_id is null
        or fact.is_withdrawn
        or fact.attribute_set_id <> incoming.attribute_set_id
        or (fact.value, fact.lower_bound, fact.upper_bound) is distinct from (incoming.value, incoming.lower_bound, incoming.upper_bound))
