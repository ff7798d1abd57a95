-- The table that figures of a provider and a level of area are written into; null where there is none, and a staged table can take its
-- place.
create or replace function dw.place_of(provider smallint, level smallint) returns regclass
    language sql stable
    return to_regclass('dw.fact_observation_p' || provider || '_l' || level);
