-- One row per state in which submissions wait for a worker or a person: how many there are, and for how many seconds the oldest has waited
-- by the database's clock.
select state, count(*)::integer as waiting, extract(epoch from now() - min(state_since))::double precision as oldest_seconds
from ingest.submission
where state in ('Received', 'Processing', 'Staged', 'Approved', 'Loading', 'Failed')
group by state
order by state
