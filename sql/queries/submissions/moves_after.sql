-- One row per event of the watched submissions that is newer than the last known one of each, in order.
select event.submission_event_id, event.submission_id, event.at, event.state, event.actor, event.detail
from unnest(@ids::uuid[], @after::bigint[]) as watched (submission_id, after)
join ingest.submission_event as event on event.submission_id = watched.submission_id and event.submission_event_id > watched.after
order by event.submission_event_id
