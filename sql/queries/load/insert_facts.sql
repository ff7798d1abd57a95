-- How many figures the load adds that hold from now on, and how many are only history because a newer publication holds. One row.
with compared as (
    select incoming.*, fact.area_id is not null as held,
        (fact.value, fact.lower_bound, fact.upper_bound, fact.attribute_set_id)
            is distinct from (incoming.value, incoming.lower_bound, incoming.upper_bound, incoming.attribute_set_id) as differs
    from incoming
    left join dw.fact_observation as fact
        on fact.load_to is null
        and fact.country_id = incoming.country_id
        and fact.indicator_id = incoming.indicator_id
        and fact.area_id = incoming.area_id
        and fact.breakdown_id = incoming.breakdown_id
        and fact.provider_id = incoming.provider_id
        and fact.period_id = incoming.period_id
),
inserted as (
    insert into dw.fact_observation (
        area_id, period_id, breakdown_id, load_from, load_to, attribute_set_id, source_row, cells, country_id, provider_id, indicator_id,
        source_column, source_sheet, value, lower_bound, upper_bound)
    select area_id, period_id, breakdown_id, @load_id::integer, case when held then @load_id::integer end, attribute_set_id, source_row, cells, country_id, provider_id, indicator_id,
        source_column, source_sheet, value, lower_bound, upper_bound
    from compared
    where not held or differs
    returning load_to
)
select (count(*) filter (where load_to is null))::integer as added, (count(*) filter (where load_to is not null))::integer as late
from inserted
