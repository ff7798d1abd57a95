-- One row per load, provider, indicator, dimension and set of categories that add up to the total, the newest declaration first.
select load.load_id, load.mapping, provider.code as source, indicator.code as indicator, load_partition.dimension, load_partition.members,
    load_partition.absent_is_zero, load_partition.first_day, load_partition.last_day, load.vintage, load.published_on
from pub.load_partition
join pub.load using (load_id)
join pub.provider on provider.provider_id = load_partition.provider_id
join pub.indicator using (indicator_id)
where load.vintage is not null
    -- The declarations of a sample are invented, so ignore them once the office has sent figures of its own.
    and not (load.is_sample
        and exists (
            select from pub.load as own
            where not own.is_sample
                and own.vintage is not null
                and own.provider_ids @> array[load_partition.provider_id]))
order by load.is_behind, load.published_on desc, load.load_id desc, load_partition.dimension, cardinality(load_partition.members),
    load_partition.members
