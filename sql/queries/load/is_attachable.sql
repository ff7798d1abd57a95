-- Whether the staged table has the key of the star, all its figures are of one provider and level, none of these stand there yet, and
-- there are not both samples and real figures of the provider. One row.
select exists (
        select where to_regclass('ingest.staged_' || @submission_number::integer || '_sums') is not null)
    and not exists (
        select from ingest.staged_content
        where submission_number = @submission_number
            and dw.place_of(provider_id, area_level) is not null)
    -- What a sample gave has to go, and of a sample nothing comes where real figures stand.
    and not exists (select from other_load where is_sample or is_real)
    -- What was read before has to go.
    and not exists (select from replaced_load)
