-- One row per cause of warnings of a submission that somebody has acknowledged: what was said last.
select distinct on (ordinal) ordinal, at, actor, office, text
from ingest.finding_acknowledgement
where submission_id = @submission_id
order by ordinal, finding_acknowledgement_id desc
