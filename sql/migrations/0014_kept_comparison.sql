-- A file is compared with what stands once, when it is staged. What came of it is kept beside the staged figures, shown to whoever reviews them, and
-- used by the load where nothing was loaded since.

alter table ingest.submission add column compared_vintage integer;
comment on column ingest.submission.compared_vintage is
    'The newest load that could be seen when the staged figures were compared with what stands; null where they were not, because nothing of theirs stood.';

create table ingest.staged_change (
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
    kind text not null,
    held_set integer,
    held_value numeric,
    held_load integer,
    constraint only_a_form check (false)
);
comment on table ingest.staged_change is 'Always empty: the form of the tables of what submissions would change, one each, ingest.staged_N_change.';
comment on column ingest.staged_change.kind is 'first: nobody gave it before; again: it had been withdrawn; revised; withdrawn.';
comment on column ingest.staged_change.held_set is 'Attributes of the figure that stands; null where none does.';
comment on column ingest.staged_change.held_load is 'The load whose figure stands; null where none does.';

create function ingest.open_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    changes text := format('staged_%s_change', submission);
begin
    execute format('drop table if exists ingest.%I', changes);
    execute format('create unlogged table ingest.%I (like ingest.staged_change)', changes);
    execute format('grant select, insert, delete on ingest.%I to observatory_writer', changes);
end
$$;
comment on function ingest.open_changes(integer) is 'An empty table for what a submission would change. It can be had again, and is not written to the log.';

create function ingest.close_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('analyze ingest.%I', format('staged_%s_change', submission));
end
$$;
comment on function ingest.close_changes(integer) is 'Called when all changes are there: tells the planner how many.';

create function ingest.drop_changes(submission integer) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
    execute format('drop table if exists ingest.%I', format('staged_%s_change', submission));
end
$$;

create function ingest.show_changes(submission integer, name text default 'change') returns void
language plpgsql
as $$
begin
    if to_regclass(format('ingest.staged_%s_change', submission)) is not null then
        execute format('create temporary view %I as select * from ingest.%I', name, format('staged_%s_change', submission));
    else
        execute format('create temporary view %I as select * from ingest.staged_change', name);
    end if;
end
$$;
comment on function ingest.show_changes(integer, text) is 'Makes a temporary view of what a submission would change; an empty one where that is not known.';

revoke all on function ingest.open_changes(integer), ingest.close_changes(integer), ingest.drop_changes(integer) from public;
grant execute on function ingest.open_changes(integer), ingest.close_changes(integer), ingest.drop_changes(integer) to observatory_writer;
-- Who takes back a submission, or sends it back, takes what was compared with it.
grant execute on function ingest.drop_changes(integer) to observatory_desk;
