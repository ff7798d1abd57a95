-- Whether the staged table has the key of the star, all its figures are of one provider and level, and none of these stand there yet. One row.
select exists (
        select where to_regclass('ingest.staged_' || @submission_number::integer || '_sums') is not null)
    and not exists (
        select from ingest.staged_content
        where submission_number = @submission_number
            and dw.place_of(provider_id, area_level) is not null)
