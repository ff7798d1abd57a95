-- One row per open submission in these states, the longest wait first, with the number of warning causes that nobody has acknowledged.
select submission.submission_id, submission.number, submission.feed, submission.state, submission.state_since,
    coalesce(submission.office, provider.code) as office, submission.country,
    (
        select count(*)
        from ingest.finding_group
        where finding_group.submission_id = submission.submission_id
            and finding_group.severity = 'Warning'
            and not exists (
                select
                from ingest.finding_acknowledgement as acknowledged
                where acknowledged.submission_id = finding_group.submission_id
                    and acknowledged.ordinal = finding_group.ordinal)
    ) as unacknowledged
from ingest.submission
left join ref.provider using (provider_id)
where submission.state = any (@states)
order by submission.state_since, submission.number
