-- Trigger: writes an audit entry for each step of a submission.
create or replace function audit.note_move() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    moved record;
begin
    select number, feed, country, sha256 into moved from ingest.submission where submission_id = new.submission_id;
    perform audit.note(
        new.actor, nullif(current_setting('observatory.office', true), ''), moved.country, 'submission.' || lower(new.state),
            new.submission_id::text,
        jsonb_strip_nulls(jsonb_build_object('number', moved.number, 'feed', moved.feed, 'sha256', moved.sha256, 'detail', new.detail)));
    return null;
end
$$;
