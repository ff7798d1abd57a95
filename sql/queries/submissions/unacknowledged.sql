-- One row: how many causes of warnings of a submission nobody has acknowledged.
select count(*) as causes
from ingest.finding_group
where submission_id = @submission_id
    and severity = 'Warning'
    and not exists (
        select
        from ingest.finding_acknowledgement as acknowledged
        where acknowledged.submission_id = finding_group.submission_id
            and acknowledged.ordinal = finding_group.ordinal)
