-- One row per indicator that has figures in one partition that would change by more than its limit: the figure that changes most, and how
-- many do.
with differing as materialized (
    select indicator_id, area_id, period_id, breakdown_id, source_sheet, source_row, source_column, held_value as old_value,
        value as new_value, held_load
    from change
    where kind = 'revised'
        and provider_id = @provider_id::smallint
        and area_level = @area_level::smallint
        and abs(value - held_value) >= @least_cases::numeric
),
large as (
    select differing.*, indicator.code as indicator, coalesce(own.percent, every.percent) as percent,
        coalesce(own.cases, every.cases) as cases
    from differing
    join ref.indicator using (indicator_id)
    join dw.load on load.load_id = differing.held_load
    join unnest(@indicators::text[], @percents::numeric[], @cases::numeric[]) as every (indicator, percent, cases) on every.indicator = '*'
    left join unnest(@indicators::text[], @percents::numeric[], @cases::numeric[]) as own (indicator, percent, cases)
        on own.indicator = indicator.code
    where indicator.kind = 'count'
        -- An older publication that arrives late does not change the current figure.
        and load.published_on <= @published_on::date
        -- Sample figures are invented, so replacing one is not a revision.
        and not load.is_sample
        and abs(new_value - old_value) >= coalesce(own.cases, every.cases)
        and abs(new_value - old_value) * 100 > coalesce(own.percent, every.percent) * abs(old_value)
),
largest as (
    select distinct on (indicator_id) *, count(*) over (partition by indicator_id) as figures
    from large
    order by indicator_id, abs(new_value - old_value) desc, period_id desc, area_id, breakdown_id
),
-- The office's explanation is shown beside the figures of the total, so list those.
totals as (
    select large.indicator_id, array_agg(area.code order by area.code, period.code) as areas,
        array_agg(period.code order by area.code, period.code) as periods
    from large
    join ref.area using (area_id)
    join dw.period using (period_id)
    where large.breakdown_id = (
        select breakdown_id
        from dw.breakdown
        where '_T' = all (members))
    group by large.indicator_id
)
select largest.indicator, area.code as area, period.code as period, breakdown.members,
    largest.old_value, largest.new_value, largest.percent, largest.cases, largest.figures, sheet.code as sheet, largest.source_row,
    largest.source_column, totals.areas, totals.periods
from largest
join ref.area using (area_id)
join dw.period using (period_id)
join dw.breakdown using (breakdown_id)
left join totals using (indicator_id)
left join ingest.staged_code as sheet
    on sheet.submission_number = @submission_number
    and sheet.book = 'S'
    and sheet.number = largest.source_sheet
order by largest.indicator
