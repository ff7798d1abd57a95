-- One row: whether the staged table can be attached. It must have the key of the fact table, all its figures must be of one provider and
-- level that has no figures yet, and the provider must not have both samples and real figures.
select exists (
        select where to_regclass('ingest.staged_' || @submission_number::integer || '_sums') is not null)
    and not exists (
        select from ingest.staged_content
        where submission_number = @submission_number
            and dw.place_of(provider_id, area_level) is not null)
    -- Sample figures would have to be withdrawn, and a sample is not loaded beside real figures: both need a comparison.
    and not exists (select from other_load where is_sample or is_real)
    -- What the earlier reading of the file gave may have to be withdrawn.
    and not exists (select from replaced_load)
