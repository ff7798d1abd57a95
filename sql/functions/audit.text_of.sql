-- An entry as it is summed: the same bytes on every machine.
create or replace function audit.text_of(entry bigint, at timestamptz, actor text, office text, country text, act text, subject text,
    detail jsonb) returns bytea
    language sql stable
    return convert_to(
        jsonb_build_array(entry, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, office, country, act, subject,
            detail)::text, 'UTF8');
