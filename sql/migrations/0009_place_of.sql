-- Where figures lie is asked of one function, so that a star that lies otherwise (sql/citus) needs to replace no query.

create function dw.place_of(provider smallint, level smallint) returns regclass
    language sql stable
    return to_regclass('dw.fact_observation_p' || provider || '_l' || level);
comment on function dw.place_of(smallint, smallint) is
    'The table that figures of a provider and a level of area are written into; null where there is none, and a staged table can take its place.';
