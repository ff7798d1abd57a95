-- Nothing: which of these a newer publication speaks of, and the first one that does: with a version of its own, with the same figure, or by
-- covering it and leaving it out.
insert into late
select distinct on (cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id)
    cell.*, known.load_id, known.kind
from late_cell as cell
cross join lateral (
    select version.load_from as load_id, version.published_on, 'version' as kind, 1 as rank
    from pub.version
    where version.country_id = cell.country_id
        and version.indicator_id = cell.indicator_id
        and version.area_id = cell.area_id
        and version.breakdown_id = cell.breakdown_id
        and version.provider_id = cell.provider_id
        and version.area_level = cell.area_level
        and version.period_id = cell.period_id
        and version.published_on > (select published_on from dw.load where load_id = @load_id)
    union all
    select newer_load.load_id, newer_load.published_on, 'content', 2
    from newer_load
    join dw.load_content
        on load_content.load_id = newer_load.load_id
        and load_content.country_id = cell.country_id
        and load_content.provider_id = cell.provider_id
        and load_content.indicator_id = cell.indicator_id
        and load_content.breakdown_id = cell.breakdown_id
        and load_content.period_ids @> array[cell.period_id]
        and load_content.area_ids @> array[cell.area_id]
    union all
    select newer_load.load_id, newer_load.published_on, 'scope', 3
    from newer_load
    join dw.load_scope
        on load_scope.load_id = newer_load.load_id
        and load_scope.country_id = cell.country_id
        and load_scope.provider_id = cell.provider_id
        and load_scope.indicator_id = cell.indicator_id
        and load_scope.level = cell.area_level
        and cell.period_id between load_scope.from_period and load_scope.to_period
        and (select area.path from ref.area where area.area_id = cell.area_id) @> array[load_scope.area_id]
) as known
order by cell.country_id, cell.indicator_id, cell.area_id, cell.breakdown_id, cell.provider_id, cell.period_id, known.published_on, known.load_id, known.rank
