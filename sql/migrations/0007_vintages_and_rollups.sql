-- A star that can be loaded by attaching what was staged, that keeps every version under two clocks, and that keeps its sums.

-- Periods of one frequency follow one another: a question for years never walks over months.
-- What waits for review is read once more, in the numbers that hold from now on.
insert into ingest.submission_event (submission_id, at, state, actor, detail)
select submission_id, clock_timestamp(), 'Received', 'migration', 'Staged figures are kept in another form now; the files are read again.'
from ingest.submission
where state in ('Processing', 'Staged', 'Approved', 'Loading');
update ingest.submission
set state = 'Received', state_since = clock_timestamp(), worked_on_until = null, fence = fence + 1
where state in ('Processing', 'Staged', 'Approved', 'Loading');
drop table ingest.staged_observation;
truncate ingest.staged_code, ingest.staged_scope;

create function dw.renumbered_period(old integer) returns integer
    language sql immutable parallel safe
    return case
        when old % 100 = 0 then 1000000 + old
        when old % 100 > 30 then 2000000 + old - 30
        when old % 100 > 20 then 3000000 + old - 20
        else 4000000 + old
    end;

update dw.period
set period_id = dw.renumbered_period(period_id),
    year_id = dw.renumbered_period(year_id),
    semester_id = dw.renumbered_period(semester_id),
    quarter_id = dw.renumbered_period(quarter_id);
update dw.load_scope
set from_period = dw.renumbered_period(from_period), to_period = dw.renumbered_period(to_period);
comment on column dw.period.period_id is
    'One digit for the frequency (1 years, 2 halves, 3 quarters, 4 months), four for the year, two for the period in it; 00 for a year.';

-- When a load became visible, in the order in which loads did: what asOf goes by, and what an answer's freshness hangs on.
alter table dw.load add column vintage integer unique;
alter table dw.load add column published_on date;
update dw.load
set vintage = numbered.vintage, published_on = coalesce(publication_date, (loaded_at at time zone 'UTC')::date)
from (select load_id, row_number() over (order by loaded_at, load_id) as vintage from dw.load) as numbered
where numbered.load_id = load.load_id;
alter table dw.load alter column published_on set not null;
comment on column dw.load.vintage is 'Numbers loads in the order in which they became visible; null until then.';
comment on column dw.load.published_on is
    'What orders the versions of a figure: the day the office published it; where nobody says, the day it was received, since by then it was published.';

-- Areas get their numbers when a file is staged. They are shown once a load brings them.
alter table ref.area add column is_public boolean not null default true;
comment on column ref.area.is_public is 'False while only files that wait for review speak of it.';

alter table dw.fact_observation rename to fact_before;
alter table dw.fact_before rename constraint fact_observation_pkey to fact_before_pkey;

create table dw.fact_observation (
    area_id integer not null,
    period_id integer not null,
    breakdown_id integer not null,
    attribute_set_id integer not null,
    source_row integer not null,
    cells integer not null,
    country_id smallint not null,
    indicator_id smallint not null,
    provider_id smallint not null,
    area_level smallint not null,
    source_column smallint not null,
    source_sheet smallint not null,
    value numeric,
    lower_bound numeric,
    upper_bound numeric,
    -- Last, so that a staged table gets them by default when it is attached, and no row is written again.
    load_from integer not null,
    is_withdrawn boolean not null,
    primary key (country_id, indicator_id, area_id, breakdown_id, provider_id, area_level, period_id)
) partition by list (provider_id);
comment on table dw.fact_observation is
    'The newest version of every figure that an office ever gave, one row each. Partitioned by provider, then by level of area: what is loaded first of the two is attached as it was staged. A newer version takes the place of one that has gone to dw.fact_history.';
comment on column dw.fact_observation.value is 'Exact as in the file; null where the status says why there is none, or where it was withdrawn.';
comment on column dw.fact_observation.cells is 'Source cells that were combined; 0 where a rule of the mapping states the figure.';
comment on column dw.fact_observation.is_withdrawn is 'The office gave it once, and has left it out of a newer file that covers it.';

create table dw.fact_history (
    area_id integer not null,
    period_id integer not null,
    breakdown_id integer not null,
    attribute_set_id integer not null,
    source_row integer not null,
    cells integer not null,
    country_id smallint not null,
    indicator_id smallint not null,
    provider_id smallint not null,
    area_level smallint not null,
    source_column smallint not null,
    source_sheet smallint not null,
    value numeric,
    lower_bound numeric,
    upper_bound numeric,
    load_from integer not null,
    is_withdrawn boolean not null,
    load_to integer not null,
    primary key (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, load_from)
);
create index fact_history_load_to on dw.fact_history (load_to);
create index fact_history_load_from on dw.fact_history (load_from);
comment on table dw.fact_history is
    'Earlier versions: each was answered from load_from until load_to. Where the two are one load, it was never answered: an older publication that came late.';

create table dw.rollup_observation (
    area_id integer not null,
    period_id integer not null,
    breakdown_id integer not null,
    attribute_set_id integer not null,
    figures integer not null,
    figures_missing integer not null,
    parts_present integer not null,
    parts_expected integer,
    country_id smallint not null,
    indicator_id smallint not null,
    provider_id smallint not null,
    area_level smallint not null,
    part_level smallint not null,
    part_freq "char" not null,
    is_register boolean not null,
    is_mixed boolean not null,
    value numeric not null,
    load_id integer not null,
    primary key (country_id, indicator_id, area_id, breakdown_id, provider_id, period_id, part_level, part_freq)
) partition by list (provider_id);
comment on table dw.rollup_observation is
    'Sums of figures that add up: of the months, quarters or halves of an area, and of the parts of an area at one level. Always what a sum over dw.fact_observation would give; written by the load that changes it. Partitioned as that is, by provider and by the level of the parts.';
comment on column dw.rollup_observation.load_id is 'The newest load that changed any part.';
comment on column dw.rollup_observation.figures is 'Figures summed, those of unspecified places included.';
comment on column dw.rollup_observation.figures_missing is 'Of these, those without a value.';
comment on column dw.rollup_observation.parts_present is 'Figures of specified places and periods: what there is of the parts that make the whole.';
comment on column dw.rollup_observation.parts_expected is 'How many make the whole; null where nobody has said, or where an absent part counts as zero.';
comment on column dw.rollup_observation.part_level is 'Level of the areas that were summed; the own level where only periods were.';
comment on column dw.rollup_observation.is_register is 'An absent part counts as zero: the source is a register of the whole period.';
comment on column dw.rollup_observation.is_mixed is 'Its parts do not all have the same attributes; attribute_set_id then unites what is said of them.';
comment on column dw.rollup_observation.value is 'Sum of what is there; 0 where no part has a value. It is the whole only where every part is there.';

create table dw.load_content (
    load_id integer not null,
    country_id smallint not null,
    provider_id smallint not null,
    indicator_id smallint not null,
    area_level smallint not null,
    freq "char" not null,
    ordinal integer not null,
    breakdown_id integer not null,
    period_ids integer[] not null,
    area_ids integer[] not null,
    primary key (country_id, provider_id, indicator_id, load_id, ordinal)
);
create index load_content_load on dw.load_content (load_id);
comment on table dw.load_content is
    'Which figures a load contained, changed or not: every area of a row has every period of it. It tells whether a newer publication repeats a figure, and who has reported what.';

-- A partition is made beside the others and attached: creating it in place would hold up every reader. Figures and their sums lie alike.
create function dw.attach_place(star text, provider smallint, level smallint) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    of_provider text := format('%s_p%s', star, provider);
    of_level text := format('%s_p%s_l%s', star, provider, level);
    split text := case star when 'fact_observation' then 'area_level' else 'part_level' end;
begin
    if to_regclass('dw.' || of_provider) is null then
        execute format('create table dw.%I (like dw.%I, constraint of_provider check (provider_id = %s)) partition by list (%I)', of_provider, star, provider, split);
        execute format('alter table dw.%I add primary key (%s)', of_provider, dw.key_of(star));
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', of_provider, of_level, level);
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', star, of_provider, provider);
    else
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', of_provider, of_level, level);
    end if;
end
$$;

create function dw.key_of(star text) returns text
    language sql immutable
    return 'country_id, indicator_id, area_id, breakdown_id, provider_id, '
        || case star when 'fact_observation' then 'area_level, period_id' else 'period_id, part_level, part_freq' end;

-- Room is left in each page: a figure that is revised, or a sum that changes, then stays where it is and no index has to hear of it.
create function dw.fact_place(provider smallint, level smallint) returns regclass
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    star text;
    place text;
begin
    foreach star in array array['fact_observation', 'rollup_observation'] loop
        place := format('%s_p%s_l%s', star, provider, level);
        if to_regclass('dw.' || place) is null then
            execute format('create table dw.%I (like dw.%I, constraint of_provider check (provider_id = %s), constraint of_level check (%I = %s)) with (fillfactor = %s)',
                place, star, provider, case star when 'fact_observation' then 'area_level' else 'part_level' end, level, case star when 'fact_observation' then 95 else 70 end);
            execute format('alter table dw.%I add primary key (%s)', place, dw.key_of(star));
            execute format('grant select on dw.%I to observatory_writer', place);
            perform dw.attach_place(star, provider, level);
        end if;
    end loop;
    return to_regclass(format('dw.fact_observation_p%s_l%s', provider, level));
end
$$;
comment on function dw.fact_place(smallint, smallint) is 'The partition for figures of a provider and a level of area; made, with that of their sums, where there is none.';

-- The old star in the new one: what held is newest, what was closed is history, what was closed and not replaced was withdrawn.
do $$
declare
    place record;
begin
    for place in select distinct provider_id, area.level from dw.fact_before join ref.area using (area_id) loop
        perform dw.fact_place(place.provider_id, place.level);
    end loop;
end
$$;

insert into dw.fact_observation
select distinct on (fact.country_id, fact.indicator_id, fact.area_id, fact.breakdown_id, fact.provider_id, fact.period_id)
    fact.area_id, dw.renumbered_period(fact.period_id), fact.breakdown_id, fact.attribute_set_id, fact.source_row, fact.cells, fact.country_id, fact.indicator_id,
    fact.provider_id, area.level, fact.source_column, fact.source_sheet,
    case when fact.load_to is null then fact.value end, case when fact.load_to is null then fact.lower_bound end, case when fact.load_to is null then fact.upper_bound end,
    coalesce(fact.load_to, fact.load_from), fact.load_to is not null
from dw.fact_before as fact
join ref.area using (area_id)
where fact.load_to is distinct from fact.load_from
order by fact.country_id, fact.indicator_id, fact.area_id, fact.breakdown_id, fact.provider_id, fact.period_id, fact.load_to desc nulls first, fact.load_from desc;

insert into dw.fact_history
select fact.area_id, dw.renumbered_period(fact.period_id), fact.breakdown_id, fact.attribute_set_id, fact.source_row, fact.cells, fact.country_id, fact.indicator_id,
    fact.provider_id, area.level, fact.source_column, fact.source_sheet, fact.value, fact.lower_bound, fact.upper_bound, fact.load_from, false, fact.load_to
from dw.fact_before as fact
join ref.area using (area_id)
where fact.load_to is not null;

-- What a load repeated unchanged was not kept until now: of the loads so far it is known only what they added or changed.
insert into dw.load_content (load_id, country_id, provider_id, indicator_id, area_level, freq, ordinal, breakdown_id, period_ids, area_ids)
select load_from, country_id, provider_id, indicator_id, level, freq,
    (row_number() over (partition by country_id, provider_id, indicator_id, load_from))::integer, breakdown_id, period_ids, array_agg(area_id order by area_id)
from (
    select fact.load_from, fact.country_id, fact.provider_id, fact.indicator_id, area.level, period.freq::"char" as freq, fact.breakdown_id, fact.area_id,
        array_agg(period.period_id order by period.period_id) as period_ids
    from dw.fact_before as fact
    join ref.area using (area_id)
    join dw.period on period.period_id = dw.renumbered_period(fact.period_id)
    group by fact.load_from, fact.country_id, fact.provider_id, fact.indicator_id, area.level, period.freq, fact.breakdown_id, fact.area_id
) as series
group by load_from, country_id, provider_id, indicator_id, level, freq, breakdown_id, period_ids;

drop view if exists pub.fact;
drop table dw.fact_before;
drop function dw.renumbered_period(integer);

-- Staging: one table a submission, in the numbers of the warehouse. What may be attached later is written to the log as facts are; the rest
-- can be had again from the files, and is not.
create table ingest.staged_content (
    submission_number integer not null,
    country_id smallint not null,
    provider_id smallint not null,
    indicator_id smallint not null,
    area_level smallint not null,
    freq "char" not null,
    ordinal integer not null,
    breakdown_id integer not null,
    period_ids integer[] not null,
    area_ids integer[] not null
);
create index staged_content_of on ingest.staged_content (submission_number);

-- The writer owns no table: the owner lends it these few things to do with tables of this one kind.
create table ingest.staged_sum (
    submission_number integer not null,
    country_id smallint not null,
    indicator_id smallint not null,
    provider_id smallint not null,
    area_id integer not null,
    breakdown_id integer not null,
    part_level smallint not null,
    period_id integer not null,
    figures integer not null,
    figures_missing integer not null,
    parts integer not null,
    least_set integer not null,
    greatest_set integer not null,
    value numeric not null
);
create index staged_sum_of on ingest.staged_sum (submission_number);
comment on table ingest.staged_sum is 'What the areas right above those of a submission gain from it, where it can be attached as it is. A sum may come in several rows.';

create function ingest.open_staging(submission integer, provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    staged text := 'staged_' || submission;
begin
    execute format('drop table if exists ingest.%I', staged);
    execute format(
        'create %s table ingest.%I (area_id integer not null, period_id integer not null, breakdown_id integer not null, attribute_set_id integer not null, '
        'source_row integer not null, cells integer not null, country_id smallint not null, indicator_id smallint not null, provider_id smallint not null, '
        'area_level smallint not null, source_column smallint not null, source_sheet smallint not null, value numeric, lower_bound numeric, upper_bound numeric%s) with (fillfactor = 95)',
        case when provider is null then 'unlogged' else '' end, staged,
        case when provider is null then '' else format(', constraint of_provider check (provider_id = %s), constraint of_level check (area_level = %s)', provider, level) end);
    execute format('grant select, insert on ingest.%I to observatory_writer', staged);
end
$$;
comment on function ingest.open_staging(integer, smallint, smallint) is
    'An empty table for the figures of a submission. With a provider and a level of area, one that can be attached to the star.';

create function ingest.open_sums(submission integer, provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    sums text := format('staged_%s_sums', submission);
begin
    execute format('drop table if exists ingest.%I', sums);
    execute format(
        'create table ingest.%I (area_id integer not null, period_id integer not null, breakdown_id integer not null, attribute_set_id integer not null, '
        'figures integer not null, figures_missing integer not null, parts_present integer not null, parts_expected integer, country_id smallint not null, '
        'indicator_id smallint not null, provider_id smallint not null, area_level smallint not null, part_level smallint not null, part_freq "char" not null, '
        'is_register boolean not null, is_mixed boolean not null, value numeric not null, '
        'constraint of_provider check (provider_id = %s), constraint of_level check (part_level = %s)) with (fillfactor = 70)', sums, provider, level);
    execute format('grant select, insert on ingest.%I to observatory_writer', sums);
end
$$;
comment on function ingest.open_sums(integer, smallint, smallint) is
    'An empty table for the sums over time of a submission that can be attached: with them it can be, and without them it is compared.';

create function ingest.close_staging(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
set maintenance_work_mem = '256MB'
as $$
declare
    staged text := 'staged_' || submission;
begin
    execute format('analyze ingest.%I', staged);
    execute format('alter table ingest.%I add primary key (%s)', staged, dw.key_of('fact_observation'));
    if to_regclass(format('ingest.%I', staged || '_sums')) is not null then
        execute format('alter table ingest.%I add primary key (%s)', staged || '_sums', dw.key_of('rollup_observation'));
        execute format('analyze ingest.%I', staged || '_sums');
    end if;
end
$$;
comment on function ingest.close_staging(integer) is 'Called when all figures are there: builds the key, by which they are compared or attached, and tells the planner what there is.';

create function ingest.drop_staging(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('drop table if exists ingest.%I, ingest.%I', 'staged_' || submission, 'staged_' || submission || '_sums');
end
$$;

create function ingest.show_staging(submission integer) returns void
language plpgsql
as $$
begin
    if to_regclass(format('ingest.%I', 'staged_' || coalesce(submission, 0))) is not null then
        execute format('create temporary view incoming as select * from ingest.%I', 'staged_' || submission);
    else
        create temporary view incoming as
        select area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id, area_level, source_column, source_sheet,
            value, lower_bound, upper_bound
        from dw.fact_observation
        where false;
    end if;
end
$$;
comment on function ingest.show_staging(integer) is 'Makes a temporary view named incoming of the figures of a submission; an empty one where they have gone.';

create function dw.show_place(provider smallint, level smallint) returns void
language plpgsql
as $$
begin
    if to_regclass(format('dw.fact_observation_p%s_l%s', provider, level)) is not null then
        execute format('create or replace temporary view place as select * from dw.fact_observation_p%s_l%s', provider, level);
    else
        create or replace temporary view place as select * from dw.fact_observation where false;
    end if;
end
$$;
comment on function dw.show_place(smallint, smallint) is 'Makes a temporary view named place of the figures of a provider and a level; an empty one where there are none.';

create function dw.attach_staging(submission integer, load integer) returns boolean
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    staged text := 'staged_' || submission;
    of_provider smallint;
    of_level smallint;
    place text;
begin
    if to_regclass(format('ingest.%I', staged || '_sums')) is null then
        return false;
    end if;
    execute format('select provider_id, area_level from ingest.%I limit 1', staged) into of_provider, of_level;
    if of_provider is null or to_regclass(format('dw.fact_observation_p%s_l%s', of_provider, of_level)) is not null then
        return false;
    end if;
    execute format('alter table ingest.%I add column load_from integer not null default %s, add column is_withdrawn boolean not null default false', staged, load);
    execute format('alter table ingest.%I alter column load_from drop default, alter column is_withdrawn drop default', staged);
    execute format('alter table ingest.%I add column load_id integer not null default %s', staged || '_sums', load);
    execute format('alter table ingest.%I alter column load_id drop default', staged || '_sums');
    perform dw.take_place('fact_observation', staged, of_provider, of_level);
    perform dw.take_place('rollup_observation', staged || '_sums', of_provider, of_level);
    return true;
end
$$;

create function dw.take_place(star text, staged text, provider smallint, level smallint) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    place text := format('%s_p%s_l%s', star, provider, level);
begin
    execute format('revoke insert on ingest.%I from observatory_writer', staged);
    execute format('alter index ingest.%I rename to %I', staged || '_pkey', place || '_pkey');
    execute format('alter table ingest.%I set schema dw', staged);
    execute format('alter table dw.%I rename to %I', staged, place);
    perform dw.attach_place(star, provider, level);
end
$$;
comment on function dw.attach_staging(integer, integer) is
    'Makes the staged table of a submission a partition of the star, without writing a row again. False, and nothing done, where figures of its provider and level stand already.';

create function dw.refresh_statistics(provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    if to_regclass(format('dw.fact_observation_p%s_l%s', provider, level)) is not null then
        execute format('analyze dw.fact_observation_p%s_l%s', provider, level);
    end if;
end
$$;
drop function dw.refresh_statistics();

revoke all on function ingest.open_staging(integer, smallint, smallint), ingest.open_sums(integer, smallint, smallint), ingest.close_staging(integer), ingest.drop_staging(integer),
    dw.attach_staging(integer, integer), dw.take_place(text, text, smallint, smallint), dw.attach_place(text, smallint, smallint), dw.fact_place(smallint, smallint), dw.refresh_statistics(smallint, smallint) from public;
grant execute on function ingest.open_staging(integer, smallint, smallint), ingest.open_sums(integer, smallint, smallint), ingest.close_staging(integer), ingest.drop_staging(integer),
    dw.attach_staging(integer, integer), dw.fact_place(smallint, smallint), dw.refresh_statistics(smallint, smallint) to observatory_writer;

-- A sum whose parts have gone is no sum.
grant delete on dw.rollup_observation to observatory_writer;
