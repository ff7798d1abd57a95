-- An empty table for the sums over time of a submission that can be attached: with them it can be, and without them it is compared.
create or replace function ingest.open_sums(submission integer, provider smallint, level smallint) returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    sums text := format('staged_%s_sums', submission);
begin
    execute format('drop table if exists ingest.%I', sums);
    execute format(
        'create table ingest.%I (area_id integer not null, period_id integer not null, breakdown_id integer not null, '
            'attribute_set_id integer not null, '
        'figures integer not null, figures_missing integer not null, parts_present integer not null, parts_expected integer, '
            'country_id smallint not null, '
        'indicator_id smallint not null, provider_id smallint not null, area_level smallint not null, part_level smallint not null, '
            'part_freq "char" not null, '
        'is_register boolean not null, is_mixed boolean not null, value numeric not null, '
        'constraint of_provider check (provider_id = %s), constraint of_level check (part_level = %s)) with (fillfactor = 70)',
            sums, provider, level);
    execute format('grant select, insert on ingest.%I to observatory_writer', sums);
end
$$;
