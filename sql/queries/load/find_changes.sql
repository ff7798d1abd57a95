-- Returns no rows. Fills `change` with what a submission adds or changes in one partition (provider and area level), if it gives few of the
-- figures there.
insert into change
select incoming.*,
    case when fact.area_id is null then 'first' when fact.is_withdrawn then 'again' else 'revised' end,
    case when not fact.is_withdrawn then fact.attribute_set_id end,
    case when not fact.is_withdrawn then fact.value end,
    case when not fact.is_withdrawn then fact.load_from end
from incoming
left join lateral (
    select held.*
    from place as held
    where held.country_id = incoming.country_id
        and held.indicator_id = incoming.indicator_id
        and held.area_id = incoming.area_id
        and held.breakdown_id = incoming.breakdown_id
        and held.provider_id = incoming.provider_id
        and held.area_level = incoming.area_level
        and held.period_id = incoming.period_id
    -- Look each one up by its key, however few rows the planner expects here.
    offset 0
) as fact on true
-- Skip this filter for a single partition: the planner would think that it removes many rows, and sort what is already in order. For
-- several partitions, `+ 0` keeps the planner from treating two columns of the key as constants, which would stop it from reading both
-- sides in the order of the key.
where (@is_only::boolean or (incoming.provider_id + 0 = @provider_id::smallint and incoming.area_level + 0 = @area_level::smallint))
    and case
        when fact.area_id is null then true
        -- The figure of a feed with precedence stays.
        when fact.load_from in (select other_load.load_id from other_load where other_load.stands = 'before') then false
        when fact.is_withdrawn then true
        -- Another set of attributes may mean the same, because each mapping has its own names for notes.
        else fact.attribute_set_id <> incoming.attribute_set_id
                and (select said.says from dw.attribute_set as said where said.attribute_set_id = fact.attribute_set_id)
                    <> (select said.says from dw.attribute_set as said where said.attribute_set_id = incoming.attribute_set_id)
            or (fact.value, fact.lower_bound, fact.upper_bound)
                is distinct from (incoming.value, incoming.lower_bound, incoming.upper_bound)
    end
