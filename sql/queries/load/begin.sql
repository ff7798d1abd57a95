-- One row: the number of the new load.
insert into dw.load (
    submission_id, provider_id, mapping_version_id, taxonomy_version_id, publication_date, published_on,
    loaded_at, loaded_by, is_sample, took_samples, stands_as, provider_ids)
select submission_id, provider_id, mapping_version_id, taxonomy_version_id, publication_date,
    coalesce(publication_date, (received_at at time zone 'UTC')::date), clock_timestamp(), @loaded_by, is_sample, not is_sample,
    (select first.load_id
        from ingest.submission as sent
        join dw.load as first on first.submission_id = sent.submission_id
        where sent.number = submission.applies_to),
    array(
        select staged.provider_id
        from ingest.staged_content as staged
        where staged.submission_number = submission.number
        union
        select provider.provider_id
        from ingest.staged_scope as scope
        join ref.provider on provider.code = scope.provider
        where scope.submission_number = submission.number
        order by provider_id)
from ingest.submission
where submission_id = @submission_id
returning load_id
