-- Nothing: what a submission would change at one place, where it gives much of what stands there: both are read once, side by side.
insert into change
select coalesce(given.area_id, fact.area_id), coalesce(given.period_id, fact.period_id), coalesce(given.breakdown_id, fact.breakdown_id),
    coalesce(given.attribute_set_id, fact.attribute_set_id), coalesce(given.source_row, 0), coalesce(given.cells, 0), coalesce(given.country_id, fact.country_id),
    coalesce(given.indicator_id, fact.indicator_id), coalesce(given.provider_id, fact.provider_id), coalesce(given.area_level, fact.area_level),
    coalesce(given.source_column, 0::smallint), coalesce(given.source_sheet, 0::smallint), given.value, given.lower_bound, given.upper_bound,
    case when given.area_id is null then 'withdrawn' when fact.area_id is null then 'first' when fact.is_withdrawn then 'again' else 'revised' end,
    case when not fact.is_withdrawn then fact.attribute_set_id end,
    case when not fact.is_withdrawn then fact.value end,
    case when not fact.is_withdrawn then fact.load_from end
-- Not said where there is only one place, and added to zero where there are several: see load/find_changes.
from (select * from incoming where @is_only::boolean or (provider_id + 0 = @provider_id::smallint and area_level + 0 = @area_level::smallint)) as given
full join place as fact
    on fact.country_id = given.country_id
    and fact.indicator_id = given.indicator_id
    and fact.area_id = given.area_id
    and fact.breakdown_id = given.breakdown_id
    and fact.provider_id = given.provider_id
    and fact.area_level = given.area_level
    and fact.period_id = given.period_id
-- In this order: only what stands and is not given is asked whether it is covered.
where case
    when given.area_id is null then
        not fact.is_withdrawn
        -- A file takes back what its own feed gave, or one over which it has precedence. What samples gave goes in any case: see load/withdraw_samples.
        and fact.load_from not in (select other_load.load_id from other_load where other_load.stands <> 'behind' or other_load.is_sample)
        and fact.period_id between (select min(from_period) from covered) and (select max(to_period) from covered)
        and exists (
            select
            from covered
            where covered.country_id = fact.country_id
                and covered.provider_id = fact.provider_id
                and covered.indicator_id = fact.indicator_id
                and covered.level = fact.area_level
                and fact.period_id between covered.from_period and covered.to_period
                -- No join: while joins other than by merging are dear, one in here would outweigh the choice that matters.
                and (select path from ref.area where area_id = fact.area_id and level = covered.level) @> array[covered.area_id])
    when fact.area_id is null then true
    -- What a feed with precedence said stands.
    when fact.load_from in (select other_load.load_id from other_load where other_load.stands = 'before') then false
    when fact.is_withdrawn then true
    -- Another set may say the same: mappings call a note by their own names.
    else fact.attribute_set_id <> given.attribute_set_id
            and (select said.says from dw.attribute_set as said where said.attribute_set_id = fact.attribute_set_id)
                <> (select said.says from dw.attribute_set as said where said.attribute_set_id = given.attribute_set_id)
        or (fact.value, fact.lower_bound, fact.upper_bound) is distinct from (given.value, given.lower_bound, given.upper_bound)
end
