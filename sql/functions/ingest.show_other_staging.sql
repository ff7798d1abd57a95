-- Makes a temporary view named other_incoming of the figures of another submission; an empty one where they have gone.
create or replace function ingest.show_other_staging(submission integer) returns void
language plpgsql
as $$
begin
    if to_regclass(format('ingest.%I', 'staged_' || coalesce(submission, 0))) is not null then
        execute format('create temporary view other_incoming as select * from ingest.%I', 'staged_' || submission);
    else
        create temporary view other_incoming as
        select area_id, period_id, breakdown_id, attribute_set_id, source_row, cells, country_id, indicator_id, provider_id,
            area_level, source_column, source_sheet,
            value, lower_bound, upper_bound
        from dw.fact_observation
        where false;
    end if;
end
$$;
