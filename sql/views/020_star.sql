-- The figures that the public may see. Only loads of approved submissions are in them.

create or replace view pub.period as
select period_id, code, freq, year_id, semester_id, quarter_id, months, first_day, last_day
from dw.period;

create or replace view pub.breakdown as
select breakdown_id, sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence, members
from dw.breakdown;

create or replace view pub.attribute_set as
select attribute_set_id, statuses, counting_unit, confidentiality, notes
from dw.attribute_set;

-- One row per figure that is current.
create or replace view pub.fact as
select country_id, provider_id, indicator_id, area_id, area_level, period_id, breakdown_id, load_from, attribute_set_id, value, lower_bound,
    upper_bound, cells, source_sheet, source_row, source_column
from dw.fact_observation
where not is_withdrawn;

-- One row per figure in its newest version, including withdrawals.
create or replace view pub.newest as
select country_id, provider_id, indicator_id, area_id, area_level, period_id, breakdown_id, load_from, is_withdrawn, attribute_set_id, value
from dw.fact_observation;

-- One row per version that a figure ever had. It was answered from load_from until load_to; null means that it still is. A withdrawal is a
-- version without a value.
create or replace view pub.version as
select fact.country_id, fact.provider_id, fact.indicator_id, fact.area_id, fact.area_level, fact.period_id, fact.breakdown_id,
    fact.load_from, fact.load_to, fact.is_withdrawn,
    load.published_on, load.vintage as vintage_from, replaced.vintage as vintage_to, fact.attribute_set_id, fact.value, fact.lower_bound,
    fact.upper_bound, fact.cells, fact.source_sheet, fact.source_row, fact.source_column,
    load.is_sample, coalesce(load.stands_as, load.load_id) as stands_as, replaced.published_on as replaced_on
from (
    select country_id, provider_id, indicator_id, area_id, area_level, period_id, breakdown_id, load_from, null::integer as load_to,
        is_withdrawn, attribute_set_id, value, lower_bound, upper_bound, cells, source_sheet, source_row, source_column
    from dw.fact_observation
    union all
    select country_id, provider_id, indicator_id, area_id, area_level, period_id, breakdown_id, load_from, load_to, is_withdrawn,
        attribute_set_id, value, lower_bound, upper_bound, cells, source_sheet, source_row, source_column
    from dw.fact_history
) as fact
join dw.load on load.load_id = fact.load_from
left join dw.load as replaced on replaced.load_id = fact.load_to;

create or replace view pub.rollup as
select country_id, provider_id, indicator_id, area_id, area_level, period_id, breakdown_id, part_level, part_freq, load_id,
    attribute_set_id, value, figures, figures_missing, parts_present, parts_expected, is_register
from dw.rollup_observation;

create or replace view pub.load_content as
select load_id, country_id, provider_id, indicator_id, area_level, freq, breakdown_id, period_ids, area_ids
from dw.load_content;

-- One row per load. Every load has a submission, a mapping and a taxonomy, but left joins let the planner skip them in queries that do not
-- ask for them.
create or replace view pub.load as
select load.load_id, load.submission_id, submission.number as submission_number, load.provider_id, mapping_version.mapping,
    mapping_version.version as mapping_version,
    mapping_version.checksum as mapping_checksum, taxonomy_version.checksum as taxonomy_checksum, load.publication_date, load.loaded_at,
    submission.file_name, submission.sha256, load.added, load.revised, load.unchanged, load.withdrawn, load.late, load.published_on,
    load.vintage, load.is_sample, load.is_behind, load.provider_ids
from dw.load
left join ingest.submission using (submission_id)
left join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
left join ref.taxonomy_version on taxonomy_version.taxonomy_version_id = load.taxonomy_version_id;

create or replace view pub.vintage as
select vintage, loaded_at
from dw.load
where vintage is not null;

create or replace view pub.load_sheet as
select load_id, sheet, name
from dw.load_sheet;

create or replace view pub.load_scope as
select load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period
from dw.load_scope;

-- One row per load, provider, indicator, dimension and set of members that add up to the total.
create or replace view pub.load_partition as
select load_partition.load_id, load_partition.provider_id, load_partition.indicator_id, dimension, members, absent_is_zero, first_day,
    last_day
from dw.load_partition;

create or replace view pub.series_source as
select country_id, indicator_id, series_source.provider_id, first_load, load.vintage as first_vintage
from dw.series_source
left join dw.load on load.load_id = series_source.first_load;

-- One row per load and cause: what an office explained about figures before they were loaded.
create or replace view pub.load_note as
select load_note.load_id, load_note.ordinal, indicator.code as indicator, load_note.code, load_note.area, load_note.period,
    load_note.figures, load_note.at, load_note.office, load_note.text
from dw.load_note
join ref.indicator using (indicator_id);

-- One row per figure of the total that an explanation is about; none for an explanation of a whole indicator.
create or replace view pub.load_note_figure as
select load_id, ordinal, area_id, period.first_day, period.last_day
from dw.load_note_figure
join dw.period using (period_id);
