-- The partition for figures of a provider and a level of area; made, with that of their sums, where there is none.
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
        place := format('%s_p%s_l%s', star, provider, level);
        if to_regclass('dw.' || place) is null then
            execute format('create table dw.%I (like dw.%I, constraint of_provider check (provider_id = %s), '
                'constraint of_level check (%I = %s)) with (fillfactor = %s)',
                place, star, provider, case star when 'fact_observation' then 'area_level' else 'part_level' end, level,
                    case star when 'fact_observation' then 95 else 70 end);
            execute format('alter table dw.%I add primary key (%s)', place, dw.key_of(star));
            execute format('grant select on dw.%I to observatory_writer', place);
            perform dw.attach_place(star, provider, level);
        end if;
    end loop;
    return to_regclass(format('dw.fact_observation_p%s_l%s', provider, level));
end
$$;
