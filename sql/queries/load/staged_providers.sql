-- The numbers of the providers whose figures a submission holds, and of its mapping's own, always in the same order.
select provider_id
from ingest.staged_content
where submission_number = @submission_number
union
select submission.provider_id
from ingest.submission
where submission.number = @submission_number
order by provider_id
