-- One row per feed that has loads: the last day that its figures cover, and when it last reported.
with listed as (
    select distinct load.mapping, load_content.period_ids
    from pub.load_content
    join pub.load using (load_id)
    where load.mapping = any (@feeds)
),
reached as (
    select listed.mapping, max(period.last_day) as last_day
    from listed
    join pub.period on period.period_id = any (listed.period_ids)
    group by listed.mapping
)
select reached.mapping as feed, reached.last_day,
    (select period.code from pub.period where period.last_day = reached.last_day order by period.months limit 1) as last_period,
    loaded.published_on, loaded.loaded_at
from reached
cross join lateral (
    select max(load.published_on) as published_on, max(load.loaded_at) as loaded_at
    from pub.load
    where load.mapping = reached.mapping
) as loaded
