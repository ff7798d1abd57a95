-- Creates the partition of a provider where there is none, and attaches a table to it.
create or replace function dw.attach_place(star text, provider smallint, level smallint) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    of_provider text := format('%s_p%s', star, provider);
    of_level text := format('%s_p%s_l%s', star, provider, level);
    split text := case star when 'fact_observation' then 'area_level' else 'part_level' end;
begin
    if to_regclass('dw.' || of_provider) is null then
        execute format('create table dw.%I (like dw.%I, constraint of_provider check (provider_id = %s)) partition by list (%I)',
            of_provider, star, provider, split);
        execute format('alter table dw.%I add primary key (%s)', of_provider, dw.key_of(star));
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', of_provider, of_level, level);
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', star, of_provider, provider);
    else
        execute format('alter table dw.%I attach partition dw.%I for values in (%s)', of_provider, of_level, level);
    end if;
end
$$;
