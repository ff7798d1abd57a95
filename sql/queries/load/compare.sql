-- Returns no rows. Fills `change` with what a submission would change in one partition (provider and area level), if it gives many of the
-- figures there: the server reads both sides once, in the order of the key.
insert into change
select coalesce(given.area_id, fact.area_id), coalesce(given.period_id, fact.period_id), coalesce(given.breakdown_id, fact.breakdown_id),
    coalesce(given.attribute_set_id, fact.attribute_set_id), coalesce(given.source_row, 0), coalesce(given.cells, 0),
    coalesce(given.country_id, fact.country_id),
    coalesce(given.indicator_id, fact.indicator_id), coalesce(given.provider_id, fact.provider_id),
    coalesce(given.area_level, fact.area_level),
    coalesce(given.source_column, 0::smallint), coalesce(given.source_sheet, 0::smallint), given.value, given.lower_bound,
    given.upper_bound,
    case when given.area_id is null then 'withdrawn'
        when fact.area_id is null then 'first'
        when fact.is_withdrawn then 'again'
        else 'revised' end,
    case when not fact.is_withdrawn then fact.attribute_set_id end,
    case when not fact.is_withdrawn then fact.value end,
    case when not fact.is_withdrawn then fact.load_from end
-- Skip this filter for a single partition; `+ 0` keeps the planner from treating the columns as constants: see load/find_changes.
from (
    select * from incoming
    where @is_only::boolean or (provider_id + 0 = @provider_id::smallint and area_level + 0 = @area_level::smallint)) as given
full join place as fact
    on fact.country_id = given.country_id
    and fact.indicator_id = given.indicator_id
    and fact.area_id = given.area_id
    and fact.breakdown_id = given.breakdown_id
    and fact.provider_id = given.provider_id
    and fact.area_level = given.area_level
    and fact.period_id = given.period_id
-- The order of these cases matters: only a current figure that is not given has to be looked up in the coverage.
where case
    when given.area_id is null then
        not fact.is_withdrawn
        -- A file withdraws only what its own feed gave, or a feed over which it has precedence. Sample figures are always withdrawn: see
        -- load/withdraw_samples.
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
                -- A subquery, not a join: while other joins than merging are priced high, a join here would outweigh the choice that
                -- matters.
                and (select path from ref.area where area_id = fact.area_id and level = covered.level) @> array[covered.area_id])
    when fact.area_id is null then true
    -- The figure of a feed with precedence stays.
    when fact.load_from in (select other_load.load_id from other_load where other_load.stands = 'before') then false
    when fact.is_withdrawn then true
    -- Another set of attributes may mean the same, because each mapping has its own names for notes.
    else fact.attribute_set_id <> given.attribute_set_id
            and (select said.says from dw.attribute_set as said where said.attribute_set_id = fact.attribute_set_id)
                <> (select said.says from dw.attribute_set as said where said.attribute_set_id = given.attribute_set_id)
        or (fact.value, fact.lower_bound, fact.upper_bound) is distinct from (given.value, given.lower_bound, given.upper_bound)
end
