-- Returns no rows. Creates the temporary view `delta` of what a load that changes figures adds to sums and takes from them.
create temporary view delta as
select change.country_id, change.indicator_id, change.provider_id, change.breakdown_id, change.area_id, change.area_level, change.period_id,
    case when change.kind in ('first', 'again') then 1 when change.kind = 'withdrawn' then -1 else 0 end as figures,
    case when change.kind <> 'withdrawn' and change.value is null then 1 else 0 end
        - case when change.held_set is not null and change.held_value is null then 1 else 0 end as figures_missing,
    coalesce(change.value, 0) - coalesce(change.held_value, 0) as value,
    case when change.kind <> 'withdrawn' then change.attribute_set_id end as attribute_set_id,
    null::integer as load_id
from change
