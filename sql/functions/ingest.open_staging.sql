-- An empty table for the figures of a submission. With a provider and a level of area, one that can be attached to the star.
create or replace function ingest.open_staging(submission integer, provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    staged text := 'staged_' || submission;
begin
    execute format('drop table if exists ingest.%I', staged);
    execute format(
        'create %s table ingest.%I (area_id integer not null, period_id integer not null, breakdown_id integer not null, '
            'attribute_set_id integer not null, '
        'source_row integer not null, cells integer not null, country_id smallint not null, indicator_id smallint not null, '
            'provider_id smallint not null, '
        'area_level smallint not null, source_column smallint not null, source_sheet smallint not null, value numeric, '
            'lower_bound numeric, upper_bound numeric%s) with (fillfactor = 95)',
        case when provider is null then 'unlogged' else '' end, staged,
        case when provider is null then '' else format(', constraint of_provider check (provider_id = %s), '
            'constraint of_level check (area_level = %s)', provider, level) end);
    execute format('grant select, insert on ingest.%I to observatory_writer', staged);
end
$$;
