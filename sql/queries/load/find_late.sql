-- Returns no rows. Fills `late` with the figures of this submission that a newer publication, or a feed with precedence, overrides, and the
-- first one that does: by a version of its own, by the same figure, or by covering the figure without giving it.
insert into late
with held as materialized (
    select cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id,
        version.load_from as load_id
    from late_cell as cell
    cross join lateral (
        select fact.load_from
        from dw.fact_observation as fact
        where fact.country_id = cell.country_id
            and fact.indicator_id = cell.indicator_id
            and fact.area_id = cell.area_id
            and fact.breakdown_id = cell.breakdown_id
            and fact.provider_id = cell.provider_id
            and fact.area_level = cell.area_level
            and fact.period_id = cell.period_id
        union all
        select fact.load_from
        from dw.fact_history as fact
        where fact.country_id = cell.country_id
            and fact.indicator_id = cell.indicator_id
            and fact.area_id = cell.area_id
            and fact.breakdown_id = cell.breakdown_id
            and fact.provider_id = cell.provider_id
            and fact.period_id = cell.period_id
        -- Look each one up by its key.
        offset 0
    ) as version
),
asked_period as materialized (
    select country_id, provider_id, indicator_id, period_id
    from late_cell
    group by country_id, provider_id, indicator_id, period_id
),
asked as materialized (
    select country_id, provider_id, indicator_id
    from asked_period
    group by country_id, provider_id, indicator_id
),
-- A row of content represents many figures. Unnest only the periods of these figures, once, and then match them with the cells by key.
content as materialized (
    select listed.load_id, newer_load.published_on, listed.country_id, listed.provider_id, listed.indicator_id, listed.breakdown_id,
        listed.period_ids, listed.area_ids
    from newer_load
    cross join lateral (
        select load_content.*
        from dw.load_content
        where load_content.load_id = newer_load.load_id
        offset 0
    ) as listed
    join asked using (country_id, provider_id, indicator_id)
    where not newer_load.is_before
),
-- Unnest before every join: otherwise the server would scan the whole other list for each unnested row.
period_of_content as materialized (
    select content.load_id, content.published_on, content.country_id, content.provider_id, content.indicator_id, content.breakdown_id,
        content.area_ids, period.period_id
    from content
    cross join lateral unnest(content.period_ids) as period (period_id)
),
figure_of_content as materialized (
    select asked.load_id, asked.published_on, asked.country_id, asked.provider_id, asked.indicator_id, asked.breakdown_id, asked.period_id,
        area.area_id
    from (select * from period_of_content join asked_period using (country_id, provider_id, indicator_id, period_id) offset 0) as asked
    cross join lateral unnest(asked.area_ids) as area (area_id)
),
place_of_cell as materialized (
    select cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id, cell.area_level,
        above.area_id as whole_id
    from late_cell as cell
    join ref.area on area.area_id = cell.area_id
    cross join lateral unnest(area.path) as above (area_id)
),
-- If several newer publications cover the same figure, the first of them counts.
scope as materialized (
    select distinct on (
            asked_period.country_id, asked_period.provider_id, asked_period.indicator_id, asked_period.period_id, said.level, said.area_id)
        asked_period.country_id, asked_period.provider_id, asked_period.indicator_id, asked_period.period_id, said.level, said.area_id,
        newer_load.load_id, newer_load.published_on, newer_load.is_before
    from asked
    cross join lateral (
        select load_scope.load_id, load_scope.area_id, load_scope.level, load_scope.from_period, load_scope.to_period
        from dw.load_scope
        where load_scope.country_id = asked.country_id
            and load_scope.provider_id = asked.provider_id
            and load_scope.indicator_id = asked.indicator_id
        offset 0
    ) as said
    join newer_load on newer_load.load_id = said.load_id
    join asked_period
        on asked_period.country_id = asked.country_id
        and asked_period.provider_id = asked.provider_id
        and asked_period.indicator_id = asked.indicator_id
        and asked_period.period_id between said.from_period and said.to_period
    order by asked_period.country_id, asked_period.provider_id, asked_period.indicator_id, asked_period.period_id, said.level, said.area_id,
        newer_load.is_before desc, newer_load.published_on, newer_load.load_id
),
said as materialized (
    select held.country_id, held.indicator_id, held.area_id, held.breakdown_id, held.provider_id, held.period_id, held.load_id,
        load.published_on, 'version' as kind, 1 as rank, other_load.load_id is not null as is_before
    from held
    join dw.load on load.load_id = held.load_id
    left join other_load on other_load.load_id = held.load_id
    where case
        when other_load.load_id is null then load.published_on
            > (select this.published_on from dw.load as this where this.load_id = @load_id)
                and load.load_id not in (select replaced_load.load_id from replaced_load)
            or load.load_id in (select newer_load.load_id from newer_load)
        else other_load.stands = 'before'
    end
    union all
    select cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id, listed.load_id,
        listed.published_on, 'content', 2, false
    from figure_of_content as listed
    join late_cell as cell
        on cell.country_id = listed.country_id
        and cell.provider_id = listed.provider_id
        and cell.indicator_id = listed.indicator_id
        and cell.breakdown_id = listed.breakdown_id
        and cell.period_id = listed.period_id
        and cell.area_id = listed.area_id
    union all
    select cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id, scope.load_id,
        scope.published_on, 'scope', 3, scope.is_before
    from place_of_cell as cell
    join scope
        on scope.country_id = cell.country_id
        and scope.provider_id = cell.provider_id
        and scope.indicator_id = cell.indicator_id
        and scope.level = cell.area_level
        and scope.period_id = cell.period_id
        and scope.area_id = cell.whole_id
),
-- A feed with precedence overrides most figures by what it gave or covers. All its loads count, whatever their dates, and it does not
-- matter which of them does. So the remaining cells are looked up among what these loads gave, each distinct set of areas once.
open_cell as materialized (
    select cell.country_id, cell.provider_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.period_id
    from late_cell as cell
    where exists (select from newer_load where newer_load.is_before)
    except
    select said.country_id, said.provider_id, said.indicator_id, said.area_id, said.breakdown_id, said.period_id
    from said
    where said.is_before
),
open_period as materialized (
    select country_id, provider_id, indicator_id, breakdown_id, period_id
    from open_cell
    group by country_id, provider_id, indicator_id, breakdown_id, period_id
),
list_before as materialized (
    select listed.country_id, listed.provider_id, listed.indicator_id, listed.breakdown_id, listed.area_ids, listed.period_ids
    from (select distinct country_id, provider_id, indicator_id from open_period) as asked
    cross join lateral (
        select load_content.breakdown_id, load_content.area_ids, load_content.period_ids, load_content.country_id, load_content.provider_id,
            load_content.indicator_id
        from dw.load_content
        where load_content.country_id = asked.country_id
            and load_content.provider_id = asked.provider_id
            and load_content.indicator_id = asked.indicator_id
            and load_content.load_id = any (array(select newer_load.load_id from newer_load where newer_load.is_before))
        offset 0
    ) as listed
    group by listed.country_id, listed.provider_id, listed.indicator_id, listed.breakdown_id, listed.area_ids, listed.period_ids
),
areas_before as materialized (
    select distinct period.country_id, period.provider_id, period.indicator_id, period.breakdown_id, period.period_id, period.area_ids
    from (
        select list_before.*, unnested.period_id
        from list_before
        cross join lateral unnest(list_before.period_ids) as unnested (period_id)
        offset 0
    ) as period
    join open_period using (country_id, provider_id, indicator_id, breakdown_id, period_id)
),
figure_before as materialized (
    select distinct areas_before.country_id, areas_before.provider_id, areas_before.indicator_id, areas_before.breakdown_id,
        areas_before.period_id, area.area_id
    from areas_before
    cross join lateral unnest(areas_before.area_ids) as area (area_id)
),
known as (
    select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, load_id, published_on, kind, rank, is_before
    from said
    union all
    select country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, null, null, 'content', 2, true
    from open_cell
    join figure_before using (country_id, provider_id, indicator_id, area_id, breakdown_id, period_id)
),
first as materialized (
    select distinct on (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id)
        country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, load_id, kind, is_before
    from known
    order by country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, is_before desc, published_on, load_id, rank
)
select cell.*, first.load_id, first.kind, first.is_before
from late_cell as cell
join first using (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id)
