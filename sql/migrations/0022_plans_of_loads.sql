-- What a load asks of the loads before it is found by an index, however many there were; and the planner hears of sums as it does of figures.

-- Whether an office has given an indicator at a level of area, and how often in a year.
create index load_content_level on dw.load_content (country_id, provider_id, indicator_id, area_level, freq);
-- What one load covered.
create index load_scope_load on dw.load_scope (load_id);

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
comment on function dw.refresh_statistics(smallint, smallint) is 'Lets the planner know what stands at one place, figures and their sums: the server''s own look at them may be minutes away.';

-- Of two versions the newer one holds, whichever of them is loaded first: whoever wants the older one says so, and the load goes by what was said.
alter table ingest.submission add column despite integer;
comment on column ingest.submission.despite is
    'Number of the newer submission that this one takes back because whoever agreed to it said so; null where nobody did.';
grant update (despite) on ingest.submission to observatory_desk;
