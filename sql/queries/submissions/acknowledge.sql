-- One row per cause of warnings of a submission that was acknowledged: those of a code that have the arguments named, while it waits to be agreed to.
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
