-- Nothing: a temporary table of what the submission says: its figures, and what it covers and does not have although another publication has it.
create temporary table late_cell on commit drop as
select incoming.*, false as is_missing
from incoming
union all
select gone.area_id, gone.period_id, gone.breakdown_id, 0, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id, gone.area_level,
    0::smallint, 0::smallint, null, null, null, true
from (
    select distinct version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.area_level, version.period_id
    from covered
    join pub.version
        on version.country_id = covered.country_id
        and version.provider_id = covered.provider_id
        and version.indicator_id = covered.indicator_id
        and version.area_level = covered.level
        and version.period_id between covered.from_period and covered.to_period
    join ref.area on area.area_id = version.area_id and area.path @> array[covered.area_id]
) as gone
where not exists (
    select
    from incoming
    where incoming.country_id = gone.country_id
        and incoming.indicator_id = gone.indicator_id
        and incoming.area_id = gone.area_id
        and incoming.breakdown_id = gone.breakdown_id
        and incoming.provider_id = gone.provider_id
        and incoming.period_id = gone.period_id)
