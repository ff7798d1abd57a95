-- A part of the statements that fetch figures: one of the candidates for each figure, with its codes and texts. If only the newest
-- observations of each series are requested, one earlier observation with a value is added, so that the reader can detect a break between
-- the two.
-- Prefer reported to derived, then complete to incomplete, then nearer levels and longer periods.
chosen as (
    select distinct on (area_id, indicator_id, breakdown_id, provider_id, period_id) *
    from candidate
    order by area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported desc, is_complete desc, part_level, fineness
),
answered as (
    select area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported, is_complete, value, lower_bound,
        upper_bound, attribute_set_id, more_sets, load_id,
        parts_present, parts_expected, part_level, part_is_area, fineness
    from chosen
    where @last_n_observations::integer is null
    union all
    select area_id, indicator_id, breakdown_id, provider_id, period_id, is_reported, is_complete, value, lower_bound,
        upper_bound, attribute_set_id, more_sets, load_id,
        parts_present, parts_expected, part_level, part_is_area, fineness
    from (
        select numbered.*,
            max(period_id) filter (where not is_newest and is_complete and value is not null)
                over (partition by area_id, indicator_id, breakdown_id, provider_id) as last_before
        from (
            select chosen.*,
                lead(1, @last_n_observations::integer)
                    over (partition by area_id, indicator_id, breakdown_id, provider_id order by period_id) is null as is_newest
            from chosen
            where @last_n_observations::integer is not null
        ) as numbered
    ) as looked_back
    where is_newest or period_id = last_before
),
-- Many figures share a few combinations of attribute sets, so each combination is converted to text once.
united as materialized (
    select combination.more_sets,
        string_agg(distinct attribute_set.statuses, ';') as statuses,
        max(attribute_set.counting_unit) as counting_unit,
        string_agg(distinct nullif(attribute_set.notes, ''), E'\n') as notes
    from (select distinct more_sets from chosen where cardinality(more_sets) > 1) as combination
    join pub.attribute_set on attribute_set.attribute_set_id = any (combination.more_sets)
    group by combination.more_sets
)
select asked_indicator.code as indicator,
    asked_area.code as area,
    period.period_id,
    answered.breakdown_id,
    provider.code as source,
    case when answered.is_complete then answered.value end as value,
    answered.lower_bound,
    answered.upper_bound,
    coalesce(united.counting_unit, attribute_set.counting_unit) as unit,
    coalesce(united.statuses, attribute_set.statuses) as statuses,
    nullif(concat_ws(
        E'\n',
        case when united.more_sets is null then nullif(attribute_set.notes, '') else united.notes end,
        -- Offices explain figures of the total. Add the explanation of a warning to the area and period that it is about, as long as the
        -- figure comes from the load that was explained.
        case when answered.breakdown_id = @total_breakdown::integer then (
            select string_agg(
                format(
                    '"%s %s [und]: %s', coalesce(load_note.office, 'OBSERVATORY'), to_char(load_note.at at time zone 'UTC', 'YYYY-MM-DD'),
                    replace(load_note.text, E'\n', ' ')),
                E'\n' order by load_note.ordinal)
            from pub.load_note
            where load_note.load_id = answered.load_id
                and load_note.indicator = asked_indicator.code
                and (
                    load_note.area is null
                    or exists (
                        select
                        from pub.load_note_figure as noted
                        where noted.load_id = load_note.load_id
                            and noted.ordinal = load_note.ordinal
                            and noted.area_id = asked_area.area_id
                            and noted.first_day <= period.last_day
                            and noted.last_day >= period.first_day))
        ) end), '') as notes,
    not answered.is_reported as derived,
    answered.is_reported or answered.is_complete as complete,
    case when answered.is_reported or answered.is_complete then null else answered.value end as partial_value,
    answered.parts_present,
    answered.parts_expected,
    answered.part_level::smallint,
    substr(@freq::text || 'ASQM', 1 + answered.fineness, 1) as part_freq,
    answered.part_is_area,
    load.submission_number as submission,
    load.loaded_at,
    load.mapping,
    (select max(vintage) from pub.vintage) as vintage
from answered
join asked_indicator using (indicator_id)
join asked_area using (area_id)
join pub.period on period.period_id = answered.period_id
join asked_breakdown using (breakdown_id)
join pub.provider using (provider_id)
join pub.load on load.load_id = answered.load_id
join pub.attribute_set on attribute_set.attribute_set_id = answered.attribute_set_id
left join united on united.more_sets = answered.more_sets
where @after_indicator::text is null
    or (asked_indicator.code collate "C", asked_area.code collate "C", provider.code collate "C")
        >= (@after_indicator::text, @after_area::text, @after_source::text)
-- Ordered by code point, whatever the locale of the database, because the program cuts pages in that order.
order by asked_indicator.code collate "C", asked_area.code collate "C", provider.code collate "C",
    asked_breakdown.place_in_order, period.period_id
limit @take
