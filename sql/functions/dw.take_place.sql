-- Makes a staged table the partition of a provider and level.
create or replace function dw.take_place(star text, staged text, provider smallint, level smallint) returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    place text := format('%s_p%s_l%s', star, provider, level);
begin
    execute format('revoke insert on ingest.%I from observatory_writer', staged);
    execute format('alter index ingest.%I rename to %I', staged || '_pkey', place || '_pkey');
    execute format('alter table ingest.%I set schema dw', staged);
    execute format('alter table dw.%I rename to %I', staged, place);
    perform dw.attach_place(star, provider, level);
end
$$;
