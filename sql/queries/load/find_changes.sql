-- Nothing: what of a submission is not yet, or differs from what stands, at one place, where it gives little of what stands there.
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
    -- Each looked up by its key, however little the planner believes to stand there.
    offset 0
) as fact on true
-- Not said where there is only one place: the planner would think it says much, and sort what already lies in order. Where there are several it is
-- added to zero, or two columns of the key would be taken for constants, and both sides could not be read in its order.
where (@is_only::boolean or (incoming.provider_id + 0 = @provider_id::smallint and incoming.area_level + 0 = @area_level::smallint))
    and case
        when fact.area_id is null then true
        -- What a feed with precedence said stands.
        when fact.load_from in (select other_load.load_id from other_load where other_load.stands = 'before') then false
        when fact.is_withdrawn then true
        -- Another set may say the same: mappings call a note by their own names.
        else fact.attribute_set_id <> incoming.attribute_set_id
                and (select said.says from dw.attribute_set as said where said.attribute_set_id = fact.attribute_set_id)
                    <> (select said.says from dw.attribute_set as said where said.attribute_set_id = incoming.attribute_set_id)
            or (fact.value, fact.lower_bound, fact.upper_bound) is distinct from (incoming.value, incoming.lower_bound, incoming.upper_bound)
    end
