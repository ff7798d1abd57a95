-- The shared taxonomy as loaded from etl-mappings/taxonomy. Labels are objects with the keys en, es, fr and pt.

create table ref.taxonomy_version (
    taxonomy_version_id integer generated always as identity primary key,
    checksum text not null unique,
    loaded_at timestamptz not null default clock_timestamp()
);
comment on table ref.taxonomy_version is 'One row per state of the taxonomy files; the newest is the current one.';

create table ref.taxonomy_file (
    taxonomy_version_id integer not null references ref.taxonomy_version,
    name text not null,
    content bytea not null,
    primary key (taxonomy_version_id, name)
);
comment on table ref.taxonomy_file is 'The files of each version as they were: an old figure can be explained by the old rule.';

create function ref.is_label(label jsonb) returns boolean
    language sql immutable parallel safe
    return label ?& array['en', 'es', 'fr', 'pt'];

create table ref.unit (
    code text primary key,
    label jsonb not null check (ref.is_label(label))
);

create table ref.status (
    code text primary key,
    is_missing boolean not null,
    is_publishable boolean not null,
    label jsonb not null check (ref.is_label(label))
);
comment on table ref.status is 'SDMX CL_OBS_STATUS.';

create table ref.iccs (
    code text primary key,
    level smallint not null,
    parent text references ref.iccs deferrable initially deferred,
    label jsonb not null check (ref.is_label(label))
);

create table ref.indicator (
    indicator_id smallint generated always as identity primary key,
    code text not null unique,
    theme text not null,
    label jsonb not null check (ref.is_label(label)),
    definition jsonb not null check (ref.is_label(definition)),
    unit text not null references ref.unit,
    counting_unit text not null,
    kind text not null check (kind in ('count', 'rate', 'percentage', 'ratio', 'index')),
    is_stock boolean not null,
    formula text,
    rate_of text,
    decimals smallint not null,
    higher_is_worse boolean not null,
    min_value numeric,
    max_value numeric,
    iccs_codes text[] not null,
    crosswalks jsonb not null,
    dimensions text[] not null,
    retired boolean not null default false
);
comment on column ref.indicator.kind is 'Only counts add up; a stock adds up over areas and not over time.';

create table ref.dimension (
    code text primary key,
    code_list text not null,
    is_breakdown boolean not null,
    sort_order smallint not null,
    label jsonb not null check (ref.is_label(label))
);

create table ref.dimension_member (
    dimension text not null references ref.dimension,
    code text not null,
    parent text,
    sort_order integer not null,
    in_partition boolean not null,
    label jsonb not null check (ref.is_label(label)),
    brought_by text,
    primary key (dimension, code)
);
comment on column ref.dimension_member.brought_by is 'The feed that brought it (national offence categories); null for members of the shared taxonomy.';

create table ref.country (
    country_id smallint generated always as identity primary key,
    iso3 text not null unique,
    iso2 text not null unique,
    m49 text not null,
    subregion text not null,
    oas_status text not null,
    status_note text
);

create table ref.area (
    area_id integer generated always as identity primary key,
    code text not null unique,
    country_id smallint not null references ref.country,
    level smallint not null check (level between 0 and 4),
    parent_id integer references ref.area,
    path integer[] not null,
    label jsonb not null check (ref.is_label(label)),
    type text,
    brought_by text
);
create index area_path on ref.area using gin (path);
create index area_parent on ref.area (parent_id);
comment on column ref.area.level is '0 State, 1 first subdivision, 2 second, 3 municipality, 4 place.';
comment on column ref.area.path is 'Identifiers from the State down to the area itself: what contains the area, and what it contains.';
comment on column ref.area.brought_by is 'The feed that brought it (municipalities); null for areas of the shared taxonomy.';

create table ref.area_group (
    code text primary key,
    label jsonb not null check (ref.is_label(label))
);

create table ref.area_group_member (
    group_code text not null references ref.area_group,
    area_id integer not null references ref.area,
    from_year smallint,
    to_year smallint,
    primary key (group_code, area_id)
);

create table ref.provider (
    provider_id smallint generated always as identity primary key,
    code text not null unique,
    country_id smallint references ref.country,
    label jsonb not null check (ref.is_label(label)),
    source_system text not null,
    counting_rule text not null,
    reference_date text not null,
    licence text not null,
    url text
);
comment on column ref.provider.country_id is 'Null for an international provider.';

create table ref.preferred_source (
    area text not null,
    indicator text not null,
    provider_id smallint not null references ref.provider,
    rank smallint not null,
    primary key (area, indicator, provider_id)
);
comment on table ref.preferred_source is '* stands for every area or indicator. The lowest rank that has figures speaks.';

create table ref.population (
    country_id smallint not null references ref.country,
    year smallint not null,
    sex text not null,
    age text not null,
    persons bigint not null,
    status text not null references ref.status,
    provider_id smallint not null references ref.provider,
    primary key (country_id, year, sex, age, provider_id)
);
comment on table ref.population is 'Mid-year resident population in persons; status E is an estimate, F a projection.';
