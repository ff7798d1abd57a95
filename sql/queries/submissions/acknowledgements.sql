-- One row per cause of warnings that somebody has acknowledged: the latest comment on it.
select distinct on (ordinal) ordinal, at, actor, office, text
from ingest.finding_acknowledgement
where submission_id = @submission_id
order by ordinal, finding_acknowledgement_id desc
