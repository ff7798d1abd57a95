-- Returns no rows. Stores which figures the warnings of a submission are about.
insert into ingest.finding_figure (submission_id, ordinal, area, period)
select @submission_id, asked.ordinal, asked.area, asked.period
from unnest(@ordinals::integer[], @areas::text[], @periods::text[]) as asked (ordinal, area, period)
on conflict do nothing
