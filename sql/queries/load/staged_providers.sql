-- The numbers of the providers whose figures a submission holds, and of its mapping's own, always in the same order.
select provider.provider_id
from ingest.staged_code as staged
join ref.provider on provider.code = staged.code
where staged.submission_number = @submission_number
    and staged.book = 'P'
union
select submission.provider_id
from ingest.submission
where submission.number = @submission_number
order by provider_id
