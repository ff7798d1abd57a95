-- One row: what an office has sent since a moment, and the limits of its own.
with sent as (
    select count(*)::integer as files, coalesce(sum(source_file.bytes), 0)::bigint as bytes
    from ingest.submission
    join ingest.submission_file using (submission_id)
    join ingest.source_file on source_file.sha256 = submission_file.stored_sha256
    where submission.office = @office
        and submission.received_at >= @since
)
select sent.files, sent.bytes, upload_limit.file_bytes, upload_limit.files_a_day, upload_limit.bytes_a_day
from sent
left join access.upload_limit on upload_limit.office = @office
