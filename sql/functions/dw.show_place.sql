-- Makes a temporary view named place of the figures of a provider and a level; an empty one where there are none.
create or replace function dw.show_place(provider smallint, level smallint) returns void
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
