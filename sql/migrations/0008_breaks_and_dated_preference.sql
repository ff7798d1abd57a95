-- A change of source is declared by dates of preference, any other break of a series by a dated event of its own.

alter table ref.preferred_source add column from_year smallint;
alter table ref.preferred_source add column to_year smallint;
alter table ref.preferred_source add check (from_year <= to_year);
-- One provider may be preferred in two spans.
alter table ref.preferred_source drop constraint preferred_source_pkey;
alter table ref.preferred_source add constraint preferred_source_key unique nulls not distinct (area, indicator, provider_id, from_year);
comment on column ref.preferred_source.from_year is 'The first year it is preferred for; null for all there are.';
comment on column ref.preferred_source.to_year is 'The last year it is preferred for; null while it lasts.';

create table ref.series_break (
    code text primary key,
    area_id integer not null references ref.area,
    indicator text not null,
    provider_id smallint references ref.provider,
    period text not null,
    first_day date not null,
    kind text not null,
    note jsonb not null check (ref.is_label(note)),
    source text not null
);
comment on table ref.series_break is 'Dated events after which the figures of a series are not comparable with those before: status B, and no growth across.';
comment on column ref.series_break.area_id is 'It holds for everything inside too.';
comment on column ref.series_break.indicator is '* stands for every indicator.';
comment on column ref.series_break.provider_id is 'Null for every provider.';
comment on column ref.series_break.first_day is 'The first day of the period: figures up to the day before are the last of the old kind.';
comment on column ref.series_break.source is 'Where one can read that it happened.';
