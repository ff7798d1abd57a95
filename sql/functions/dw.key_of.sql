-- The columns of the primary key of a star table.
create or replace function dw.key_of(star text) returns text
    language sql immutable
    return 'country_id, indicator_id, area_id, breakdown_id, provider_id, '
        || case star when 'fact_observation' then 'area_level, period_id' else 'period_id, part_level, part_freq' end;
