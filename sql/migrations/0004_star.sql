-- The star. country_id is in every key of facts so that the same schema can be distributed by country.

create table dw.period (
    period_id integer primary key,
    code text not null unique,
    freq char(1) not null check (freq in ('A', 'S', 'Q', 'M')),
    year_id integer not null,
    semester_id integer,
    quarter_id integer,
    months smallint not null,
    first_day date not null,
    last_day date not null
);
comment on column dw.period.period_id is 'Year times 100, plus 0 for the year, 1-12 for a month, 21-24 for a quarter, 31-32 for a half.';
comment on column dw.period.semester_id is 'The half-year it lies in; null for a year.';
comment on column dw.period.quarter_id is 'The quarter it lies in; null for years and halves.';

insert into dw.period (period_id, code, freq, year_id, semester_id, quarter_id, months, first_day, last_day)
select y * 100, lpad(y::text, 4, '0'), 'A', y * 100, null::integer, null::integer, 12, make_date(y, 1, 1), make_date(y, 12, 31)
from generate_series(1800, 2199) as y
union all
select y * 100 + 30 + s, lpad(y::text, 4, '0') || '-S' || s, 'S', y * 100, y * 100 + 30 + s, null::integer, 6, make_date(y, s * 6 - 5, 1),
    (make_date(y, s * 6 - 5, 1) + interval '6 months - 1 day')::date
from generate_series(1800, 2199) as y
cross join generate_series(1, 2) as s
union all
select y * 100 + 20 + q, lpad(y::text, 4, '0') || '-Q' || q, 'Q', y * 100, y * 100 + 30 + (q + 1) / 2, y * 100 + 20 + q, 3, make_date(y, q * 3 - 2, 1),
    (make_date(y, q * 3 - 2, 1) + interval '3 months - 1 day')::date
from generate_series(1800, 2199) as y
cross join generate_series(1, 4) as q
union all
select y * 100 + m, lpad(y::text, 4, '0') || '-' || lpad(m::text, 2, '0'), 'M', y * 100, y * 100 + 30 + (m + 5) / 6, y * 100 + 20 + (m + 2) / 3, 1,
    make_date(y, m, 1), (make_date(y, m, 1) + interval '1 month - 1 day')::date
from generate_series(1800, 2199) as y
cross join generate_series(1, 12) as m;

create table dw.breakdown (
    breakdown_id integer generated always as identity primary key,
    sex text not null,
    age text not null,
    mechanism text not null,
    relationship text not null,
    motive text not null,
    place text not null,
    area text not null,
    citizenship text not null,
    exploitation text not null,
    drug text not null,
    offence text not null,
    unique (sex, age, mechanism, relationship, motive, place, area, citizenship, exploitation, drug, offence)
);
create index breakdown_offence on dw.breakdown (offence);
comment on table dw.breakdown is 'One row per cell of the cross of all breakdowns that any figure has; _T where it is not broken down.';

create table dw.attribute_set (
    attribute_set_id integer generated always as identity primary key,
    statuses text not null,
    counting_unit text not null,
    confidentiality text not null,
    notes text not null,
    checksum text not null generated always as (md5(statuses || E'\x1f' || counting_unit || E'\x1f' || confidentiality || E'\x1f' || notes)) stored unique
);
comment on table dw.attribute_set is 'What is said about a value: a set of SDMX statuses, the unit counted, confidentiality, notes.';

create table dw.load (
    load_id integer generated always as identity primary key,
    submission_id uuid not null unique references ingest.submission,
    provider_id smallint not null references ref.provider,
    mapping_version_id integer not null references ingest.mapping_version,
    taxonomy_version_id integer not null references ref.taxonomy_version,
    publication_date date,
    loaded_at timestamptz not null,
    loaded_by text not null,
    added integer not null default 0,
    revised integer not null default 0,
    unchanged integer not null default 0,
    late integer not null default 0,
    withdrawn integer not null default 0
);
comment on column dw.load.publication_date is 'The day the office published or extracted it; null where nobody says.';
comment on column dw.load.late is 'Figures of an older publication than the one that is current: kept as history.';

alter table ingest.submission add foreign key (load_id) references dw.load;

create table dw.load_sheet (
    load_id integer not null references dw.load,
    sheet smallint not null,
    name text not null,
    primary key (load_id, sheet)
);

create table dw.fact_observation (
    area_id integer not null,
    period_id integer not null,
    breakdown_id integer not null,
    load_from integer not null,
    load_to integer,
    attribute_set_id integer not null,
    source_row integer not null,
    cells integer not null,
    country_id smallint not null,
    provider_id smallint not null,
    indicator_id smallint not null,
    source_column smallint not null,
    source_sheet smallint not null,
    value numeric,
    lower_bound numeric,
    upper_bound numeric,
    primary key (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, load_from)
);
create unique index fact_observation_current on dw.fact_observation (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id) where load_to is null;
create index fact_observation_load on dw.fact_observation (load_from);
create index fact_observation_closed on dw.fact_observation (load_to) where load_to is not null;
comment on table dw.fact_observation is 'One row per figure and vintage: it held from load_from until load_to (null: it holds now). Rows are closed, never changed or deleted.';
comment on column dw.fact_observation.value is 'Exact as in the file; null where the status says why there is none.';
comment on column dw.fact_observation.cells is 'Source cells that were combined; 0 where a rule of the mapping states the figure.';

create table dw.load_scope (
    load_id integer not null references dw.load,
    country_id smallint not null,
    provider_id smallint not null,
    indicator_id smallint not null,
    freq char(1) not null,
    area_id integer not null,
    level smallint not null,
    parts_expected integer,
    absent_is_zero boolean not null,
    from_period integer not null,
    to_period integer not null,
    primary key (country_id, provider_id, indicator_id, freq, area_id, level, load_id)
);
comment on table dw.load_scope is 'What a load covers of an indicator: which whole its parts make, and for which periods.';

create table dw.series_source (
    country_id smallint not null,
    indicator_id smallint not null,
    provider_id smallint not null,
    first_load integer not null,
    primary key (country_id, indicator_id, provider_id)
);
comment on table dw.series_source is 'Which provider has any figure of an indicator for a country: the preferred source is chosen among these.';
