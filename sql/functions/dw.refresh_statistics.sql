-- Lets the planner know what stands at one place, figures and their sums: the server's own look at them may be minutes away.
create or replace function dw.refresh_statistics(provider smallint, level smallint) returns void
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
        if to_regclass('dw.' || place) is not null then
            execute format('analyze dw.%I', place);
        end if;
    end loop;
end
$$;
