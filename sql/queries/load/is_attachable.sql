-- Whether the staged table has the key of the star, all its figures are of one provider and level, and none of these stand there yet. One row.
select exists (
        select from pg_constraint where conrelid = to_regclass('ingest.staged_' || @submission_number::integer) and conname = 'of_level')
    and not exists (
        select from ingest.staged_content
        where submission_number = @submission_number
            and to_regclass('dw.fact_observation_p' || provider_id || '_l' || area_level) is not null)
