-- The star as the public may see it: only loads of approved submissions are in it.

create or replace view pub.period as
select period_id, code, freq, year_id, semester_id, quarter_id, months, first_day, last_day
from dw.period;

create or replace view pub.breakdown as
select breakdown_id, sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence
from dw.breakdown;

create or replace view pub.attribute_set as
select attribute_set_id, statuses, counting_unit, confidentiality, notes
from dw.attribute_set;

create or replace view pub.fact as
select country_id, provider_id, indicator_id, area_id, period_id, breakdown_id, load_from, load_to, attribute_set_id, value, lower_bound, upper_bound,
    cells, source_sheet, source_row, source_column
from dw.fact_observation;

create or replace view pub.load as
select load.load_id, load.submission_id, submission.number as submission_number, load.provider_id, mapping_version.mapping, mapping_version.version as mapping_version,
    mapping_version.checksum as mapping_checksum, taxonomy_version.checksum as taxonomy_checksum, load.publication_date, load.loaded_at,
    submission.file_name, submission.sha256, load.added, load.revised, load.unchanged, load.withdrawn
from dw.load
join ingest.submission using (submission_id)
join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
join ref.taxonomy_version on taxonomy_version.taxonomy_version_id = load.taxonomy_version_id;

create or replace view pub.load_sheet as
select load_id, sheet, name
from dw.load_sheet;

create or replace view pub.load_scope as
select load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, from_period, to_period
from dw.load_scope;

create or replace view pub.series_source as
select country_id, indicator_id, provider_id, first_load
from dw.series_source;
