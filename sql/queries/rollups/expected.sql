-- Nothing: a temporary table of how many parts make each whole that changes: the word of the newest publication that covers it.
create temporary table expected on commit drop as
select asked.*, newest.parts_expected, newest.is_register
from (
    select distinct country_id, indicator_id, provider_id, area_id, area_level, period_id, part_level, part_freq
    from risen
    where part_level > area_level
        or exists (select from dw.load_scope where load_scope.absent_is_zero and load_scope.provider_id = risen.provider_id and load_scope.country_id = risen.country_id)
) as asked
join dw.period as target on target.period_id = asked.period_id
cross join lateral (
    select load_scope.parts_expected * (target.months / case asked.part_freq when 'A' then 12 when 'S' then 6 when 'Q' then 3 else 1 end) as parts_expected,
        load_scope.absent_is_zero and first_period.first_day <= target.first_day and last_period.last_day >= target.last_day as is_register
    from dw.load_scope
    join dw.load using (load_id)
    join dw.period as first_period on first_period.period_id = load_scope.from_period
    join dw.period as last_period on last_period.period_id = load_scope.to_period
    where load_scope.country_id = asked.country_id
        and load_scope.provider_id = asked.provider_id
        and load_scope.indicator_id = asked.indicator_id
        and load_scope.freq = asked.part_freq::text
        and load_scope.level = asked.part_level
        and (load_scope.area_id = asked.area_id
            or (load_scope.absent_is_zero and (select area.path from ref.area where area.area_id = asked.area_id) @> array[load_scope.area_id]))
        and first_period.first_day <= target.last_day
        and last_period.last_day >= target.first_day
    order by load.published_on desc, load_scope.load_id desc
    limit 1
) as newest
