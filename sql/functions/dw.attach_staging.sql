-- Makes the staged table of a submission a partition of the star, without writing a row again. False, and nothing done, where figures of
-- its provider and level stand already.
create or replace function dw.attach_staging(submission integer, load integer) returns boolean
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
    execute format('alter table ingest.%I add column load_from integer not null default %s, '
        'add column is_withdrawn boolean not null default false', staged, load);
    execute format('alter table ingest.%I alter column load_from drop default, alter column is_withdrawn drop default', staged);
    execute format('alter table ingest.%I add column load_id integer not null default %s', staged || '_sums', load);
    execute format('alter table ingest.%I alter column load_id drop default', staged || '_sums');
    perform dw.take_place('fact_observation', staged, of_provider, of_level);
    perform dw.take_place('rollup_observation', staged || '_sums', of_provider, of_level);
    return true;
end
$$;
