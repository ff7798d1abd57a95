-- The number of the new load. One row.
insert into dw.load (submission_id, provider_id, mapping_version_id, taxonomy_version_id, publication_date, published_on, loaded_at, loaded_by)
select submission_id, provider_id, mapping_version_id, taxonomy_version_id, publication_date,
    coalesce(publication_date, (received_at at time zone 'UTC')::date), clock_timestamp(), @loaded_by
from ingest.submission
where submission_id = @submission_id
returning load_id
