-- One row per cause of warnings that this acknowledges: the causes with this code and these arguments, as long as the submission waits for
-- review.
insert into ingest.finding_acknowledgement (submission_id, ordinal, at, actor, office, text)
select finding_group.submission_id, finding_group.ordinal, @at, @actor, @office, @text
from ingest.finding_group
join ingest.submission using (submission_id)
where finding_group.submission_id = @submission_id
    and finding_group.severity = 'Warning'
    and finding_group.code = @code
    and finding_group.cause @> @cause::jsonb
    and submission.state = 'Staged'
returning ordinal
