-- One row per comment on a submission, the oldest first.
select submission_comment_id, at, actor, office, text
from ingest.submission_comment
where submission_id = @submission_id
order by submission_comment_id
