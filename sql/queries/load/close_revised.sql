-- How many figures that held until now this load revises. One row. Figures of a newer publication stay as they are.
with closed as (
    update dw.fact_observation as fact
    set load_to = @load_id
    from incoming, dw.load as held, dw.load as new_load
    where fact.load_to is null
        and fact.country_id = incoming.country_id
        and fact.indicator_id = incoming.indicator_id
        and fact.area_id = incoming.area_id
        and fact.breakdown_id = incoming.breakdown_id
        and fact.provider_id = incoming.provider_id
        and fact.period_id = incoming.period_id
        and held.load_id = fact.load_from
        and new_load.load_id = @load_id
        and (held.publication_date is null or new_load.publication_date is null or held.publication_date <= new_load.publication_date)
        and (fact.value, fact.lower_bound, fact.upper_bound, fact.attribute_set_id)
            is distinct from (incoming.value, incoming.lower_bound, incoming.upper_bound, incoming.attribute_set_id)
    returning 1
)
select count(*)::integer as revised
from closed
