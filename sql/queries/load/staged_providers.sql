-- One row per provider whose figures a submission has, and the provider of its mapping: its number, always in the same order so that locks
-- cannot deadlock.
select provider_id
from ingest.staged_content
where submission_number = @submission_number
union
select submission.provider_id
from ingest.submission
where submission.number = @submission_number
order by provider_id
