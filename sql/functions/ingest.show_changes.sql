-- Makes a temporary view of what a submission would change; an empty one where that is not known.
create or replace function ingest.show_changes(submission integer, name text default 'change') returns void
language plpgsql
as $$
begin
    if to_regclass(format('ingest.staged_%s_change', submission)) is not null then
        execute format('create temporary view %I as select * from ingest.%I', name, format('staged_%s_change', submission));
    else
        execute format('create temporary view %I as select * from ingest.staged_change', name);
    end if;
end
$$;
