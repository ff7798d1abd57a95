-- Returns no rows. Spreads the star over the servers of a Citus cluster, by country. This is optional, and migrations never apply it.
--
-- Run it once, while nobody else is at work:
--   1. Citus 11.1 or newer and the same version of PostgreSQL on every server, `create extension citus` in the database on every server.
--   2. On the coordinator, in that database:
--        select citus_set_coordinator_host('COORDINATOR', 5432);
--        select citus_add_node('WORKER', 5432);                        -- for each worker
--      The owner's login and the roles observatory_reader, _writer, _desk and _auditor must exist on every server, and the owner must be
--      able to sign in from each to each (pg_dist_authinfo or .pgpass).
--   3. ./observatory migrate
--   4. psql -v ON_ERROR_STOP=1 -f sql/citus/distribute.sql DATABASE    -- as the owner of the schemas, connected to the coordinator
-- The program needs no change: its connection strings name the coordinator. The script is one transaction, so it applies all or nothing.
-- A migration that adds a table needs a line for it in the list below (a test checks this), and the same call for that table.
--
-- With `set observatory.without_citus = on` the script does everything except the calls of Citus, so that a test can run it on plain
-- PostgreSQL.

begin;

do $$
begin
    if not exists (select from pg_extension where extname = 'citus')
        and coalesce(current_setting('observatory.without_citus', true), '') <> 'on' then
        raise exception 'Citus is not installed in this database. Install it on every server, then: create extension citus';
    end if;
end
$$;

-- Where each table goes, in an order that foreign keys allow:
-- reference    a full copy on every server: the tables that figures are joined with
-- distributed  spread by country_id and colocated: all rows of one country are on one server
-- local        on the coordinator alone: rows that people or workers change one by one. EF Core detects a changed row by xmin, and a
--              reference table has a different xmin on each server
create temporary table placement (number integer generated always as identity, name text primary key, place text not null) on commit drop;
insert into placement (name, place)
values
    ('ref.taxonomy_version', 'reference'),
    ('ref.taxonomy_file', 'reference'),
    ('ref.unit', 'reference'),
    ('ref.status', 'reference'),
    ('ref.iccs', 'reference'),
    ('ref.indicator', 'reference'),
    ('ref.dimension', 'reference'),
    ('ref.dimension_member', 'reference'),
    ('ref.country', 'reference'),
    ('ref.area', 'reference'),
    ('ref.area_group', 'reference'),
    ('ref.area_group_member', 'reference'),
    ('ref.provider', 'reference'),
    ('ref.preferred_source', 'reference'),
    ('ref.series_break', 'reference'),
    ('ref.population', 'reference'),
    ('ingest.mapping_version', 'reference'),
    ('ingest.mapping_file', 'reference'),
    ('dw.period', 'reference'),
    ('dw.breakdown', 'reference'),
    ('dw.attribute_set', 'reference'),
    ('dw.load', 'reference'),
    ('dw.load_sheet', 'reference'),
    ('dw.load_note', 'reference'),
    ('dw.load_note_figure', 'reference'),
    ('dw.fact_observation', 'distributed'),
    ('dw.fact_history', 'distributed'),
    ('dw.rollup_observation', 'distributed'),
    ('dw.load_partition', 'reference'),
    ('dw.load_scope', 'distributed'),
    ('dw.load_content', 'distributed'),
    ('dw.series_source', 'distributed'),
    ('ingest.identity', 'local'),
    ('ingest.source_file', 'local'),
    ('ingest.file_check', 'local'),
    ('ingest.submission', 'local'),
    ('ingest.submission_file', 'local'),
    ('ingest.submission_event', 'local'),
    ('ingest.finding', 'local'),
    ('ingest.finding_figure', 'local'),
    ('ingest.finding_group', 'local'),
    ('ingest.finding_acknowledgement', 'local'),
    ('ingest.submission_comment', 'local'),
    ('ingest.submission_progress', 'local'),
    ('ingest.sweep', 'local'),
    ('access.person', 'local'),
    ('access.person_role', 'local'),
    ('access.key', 'local'),
    ('access.answered', 'local'),
    ('access.upload_limit', 'local'),
    ('notice.subscription', 'local'),
    ('notice.secret', 'local'),
    ('notice.event', 'local'),
    ('notice.delivery', 'local'),
    ('notice.reminder', 'local'),
    ('audit.entry', 'local'),
    ('audit.head', 'local'),
    ('ingest.feed', 'local'),
    ('ingest.staged_code', 'local'),
    ('ingest.staged_scope', 'local'),
    ('ingest.staged_partition', 'local'),
    ('ingest.staged_content', 'local'),
    ('ingest.staged_sum', 'local'),
    ('ingest.staged_change', 'local');

-- Citus distributes tables with one level of partitions only. So all figures of a provider, whatever their area level, go into one
-- partition, and their sums into another. A staged table can then no longer be attached as a partition: every submission is compared and
-- written row by row, those that are staged already too. Only the functions that know where figures are stored are replaced; the queries
-- stay as they are.

-- Never returns null: the first file of a provider must create its partition, because its staged table cannot become one.
create or replace function dw.place_of(provider smallint, level smallint) returns regclass
    language sql stable
    return coalesce(to_regclass('dw.fact_observation_p' || provider), 'dw.fact_observation'::regclass);

-- Creates the partition beside the table and attaches it, as before: `create table … partition of` would block every reader.
create or replace function dw.fact_place(provider smallint, level smallint) returns regclass
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    star text;
    place text;
begin
    foreach star in array array['fact_observation', 'rollup_observation'] loop
        place := format('%s_p%s', star, provider);
        if to_regclass('dw.' || place) is null then
            execute format('create table dw.%I (like dw.%I, constraint of_provider check (provider_id = %s)) with (fillfactor = %s)',
                place, star, provider, case star when 'fact_observation' then 95 else 70 end);
            execute format('alter table dw.%I add primary key (%s)', place, dw.key_of(star));
            execute format('grant select on dw.%I to observatory_writer', place);
            execute format('alter table dw.%I attach partition dw.%I for values in (%s)', star, place, provider);
        end if;
    end loop;
    return dw.place_of(provider, level);
end
$$;

create or replace function dw.show_place(provider smallint, level smallint) returns void
language plpgsql
as $$
begin
    execute format('create or replace temporary view place as select * from %s where provider_id = %s and area_level = %s',
        dw.place_of(provider, level), provider, level);
end
$$;

create or replace function dw.attach_staging(submission integer, load integer) returns boolean
language sql
security definer
set search_path = pg_catalog
return false;

create or replace function dw.refresh_statistics(provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('analyze %s', dw.place_of(provider, level));
end
$$;

do $$
declare
    part record;
begin
    for part in
        select parent.relname as star, child.relname as name,
            substring(pg_get_expr(child.relpartbound, child.oid) from '-?\d+')::smallint as provider
        from pg_inherits
        join pg_class as parent on parent.oid = inhparent
        join pg_class as child on child.oid = inhrelid
        where inhparent in ('dw.fact_observation'::regclass, 'dw.rollup_observation'::regclass)
            and child.relkind = 'p'
        order by child.relname
    loop
        execute format('alter table dw.%I detach partition dw.%I', part.star, part.name);
        execute format('alter index dw.%I rename to %I', part.name || '_pkey', part.name || '_before_pkey');
        execute format('alter table dw.%I rename to %I', part.name, part.name || '_before');
        -- The level is not used here: one partition contains all levels.
        perform dw.fact_place(part.provider, 0::smallint);
        execute format('insert into dw.%I select * from dw.%I', part.name, part.name || '_before');
        execute format('drop table dw.%I', part.name || '_before');
        execute format('analyze dw.%I', part.name);
    end loop;
end
$$;

-- Citus does not accept identity columns smaller than bigint, but it accepts a default from a sequence of the column's own type. Such
-- numbers are only given on the coordinator, because all writing to these tables happens there.
do $$
declare
    given record;
    counter text;
    last bigint;
begin
    for given in
        select attribute.attrelid::regclass as of_table, class.relname, namespace.nspname, attribute.attname,
            format_type(attribute.atttypid, null) as type, pg_get_serial_sequence(placement.name, attribute.attname) as old
        from placement
        join pg_attribute as attribute on attribute.attrelid = placement.name::regclass
        join pg_class as class on class.oid = attribute.attrelid
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        where placement.place <> 'local'
            and attribute.attidentity <> ''
            and attribute.atttypid <> 'bigint'::regtype
        order by placement.number
    loop
        counter := given.relname || '_number';
        execute format('select case when is_called then last_value + 1 else last_value end from %s', given.old) into last;
        execute format('alter table %s alter column %I drop identity', given.of_table, given.attname);
        execute format('create sequence %I.%I as %s start %s owned by %s.%I',
            given.nspname, counter, given.type, last, given.of_table, given.attname);
        execute format('alter table %s alter column %I set default nextval(%L)',
            given.of_table, given.attname, format('%I.%I', given.nspname, counter));
    end loop;
end
$$;

-- A foreign key between a local table and any other would make Citus take over the local table as well.
do $$
declare
    key record;
begin
    for key in
        select constrained.conrelid::regclass as of_table, constrained.conname
        from pg_constraint as constrained
        join placement as from_place on from_place.name::regclass = constrained.conrelid
        join placement as to_place on to_place.name::regclass = constrained.confrelid
        where constrained.contype = 'f'
            and (from_place.place = 'local') <> (to_place.place = 'local')
        order by 1, 2
    loop
        execute format('alter table %s drop constraint %I', key.of_table, key.conname);
    end loop;
end
$$;

do $$
declare
    told record;
    first text;
begin
    if not exists (select from pg_extension where extname = 'citus') then
        return;
    end if;
    set local citus.multi_shard_modify_mode to 'sequential';
    for told in select name, place from placement where place <> 'local' order by number loop
        if told.place = 'reference' then
            perform create_reference_table(told.name::regclass);
        elsif first is null then
            first := told.name;
            perform create_distributed_table(told.name::regclass, 'country_id');
        else
            perform create_distributed_table(told.name::regclass, 'country_id', colocate_with => first);
        end if;
    end loop;
end
$$;

commit;
