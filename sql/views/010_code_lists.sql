-- The code lists that the public may see, one row per code. Views run with the rights of their owner, because readers have no rights on the
-- tables.

create or replace view pub.indicator as
select indicator_id, code, theme, label, definition, unit, counting_unit, kind, is_stock, formula, rate_of, decimals, higher_is_worse,
    iccs_codes, crosswalks, dimensions
from ref.indicator
where not retired;

create or replace view pub.dimension as
select code, code_list, is_breakdown, sort_order, label
from ref.dimension;

create or replace view pub.dimension_member as
select dimension, code, parent, sort_order, in_partition, label, brought_by
from ref.dimension_member;

create or replace view pub.unit as
select code, label
from ref.unit;

create or replace view pub.status as
select code, is_missing, is_publishable, label
from ref.status;

create or replace view pub.provider as
select provider_id, provider.code, country.iso3 as country, label, source_system, counting_rule, reference_date, licence, url
from ref.provider
left join ref.country using (country_id);

create or replace view pub.preferred_source as
select area, indicator, provider_id, rank, from_year, to_year
from ref.preferred_source;

-- One row per public area. Every area has a country, but a left join lets the planner skip the country in queries that do not ask for it.
create or replace view pub.area as
select area.area_id, area.code, area.country_id, country.iso3 as country, area.level, parent.code as parent, area.path, area.label,
    area.type, area.brought_by
from ref.area
left join ref.country using (country_id)
left join ref.area as parent on parent.area_id = area.parent_id
where area.is_public;

create or replace view pub.area_group as
select code, label
from ref.area_group;

create or replace view pub.area_group_member as
select group_code, area.code as area, from_year, to_year
from ref.area_group_member
join ref.area using (area_id);

create or replace view pub.taxonomy_version as
select taxonomy_version_id, checksum, loaded_at
from ref.taxonomy_version;
