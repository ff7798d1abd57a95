-- One row: how many sums of the next areas above gain something.
with risen as (
    insert into rise_in_space
    select rise.country_id, rise.indicator_id, rise.provider_id, rise.breakdown_id, area.parent_id, rise.part_level, rise.period_id,
        @step::integer + 1, sum(rise.figures)::integer, sum(rise.figures_missing)::integer, sum(rise.parts)::integer, sum(rise.value),
        min(rise.least_set), max(rise.greatest_set), max(rise.load_id)
    from rise_in_space as rise
    join ref.area on area.area_id = rise.area_id
    where rise.step = @step::integer
        and area.parent_id is not null
    group by rise.country_id, rise.indicator_id, rise.provider_id, rise.breakdown_id, area.parent_id, rise.part_level, rise.period_id
    returning 1
)
select count(*)::integer
from risen
