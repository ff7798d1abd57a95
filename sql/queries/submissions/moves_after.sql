-- One row per move of the submissions watched, after the newest that is known of each, in order.
select event.submission_event_id, event.submission_id, event.at, event.state, event.actor, event.detail
from unnest(@ids::uuid[], @after::bigint[]) as watched (submission_id, after)
join ingest.submission_event as event on event.submission_id = watched.submission_id and event.submission_event_id > watched.after
order by event.submission_event_id
