-- Returns no rows. Creates the temporary table `risen` with one row per sum that changes, and by how much.
create temporary table risen on commit drop as
select gain.country_id, gain.indicator_id, gain.provider_id, gain.breakdown_id, gain.area_id, area.level as area_level, gain.period_id,
    gain.part_level, substr('ASQM', gain.fineness, 1)::"char" as part_freq,
    sum(figures)::integer as figures, sum(figures_missing)::integer as figures_missing, sum(parts)::integer as parts,
    coalesce(sum(value), 0) as value,
    min(least_set) as least_set, max(greatest_set) as greatest_set, coalesce(max(load_id), @load_id::integer) as load_id
from (
    select country_id, indicator_id, provider_id, breakdown_id, area_id, period_id, area_level as part_level, fineness, figures,
        figures_missing, figures as parts, value, least_set, greatest_set, load_id
    from rise_in_time
    union all
    select country_id, indicator_id, provider_id, breakdown_id, area_id, period_id, part_level, period_id / 1000000, figures,
        figures_missing, parts, value, least_set, greatest_set, load_id
    from rise_in_space
    union all
    select rise.country_id, rise.indicator_id, rise.provider_id, rise.breakdown_id, rise.area_id, whole.period_id, rise.part_level,
        rise.period_id / 1000000,
        rise.figures, rise.figures_missing, rise.parts, rise.value, rise.least_set, rise.greatest_set, rise.load_id
    from rise_in_space as rise
    join ref.indicator using (indicator_id)
    join dw.period on period.period_id = rise.period_id
    cross join lateral (
        select distinct wider.period_id
        from (values (period.year_id), (period.semester_id), (period.quarter_id)) as wider (period_id)
        where wider.period_id < rise.period_id
    ) as whole
    where not indicator.is_stock
) as gain
join ref.area on area.area_id = gain.area_id
group by gain.country_id, gain.indicator_id, gain.provider_id, gain.breakdown_id, gain.area_id, area.level, gain.period_id, gain.part_level,
    gain.fineness
