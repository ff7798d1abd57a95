-- Trigger: announces each step of a submission to its subscribers.
create or replace function notice.announce_move() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
    moved record;
begin
    select submission.number, submission.feed, coalesce(submission.office, provider.code) as office, submission.country
    into moved
    from ingest.submission
    left join ref.provider using (provider_id)
    where submission.submission_id = new.submission_id;
    perform notice.announce(
        'submission.' || lower(new.state), new.at, moved.office, moved.country, new.submission_id::text,
        jsonb_build_object(
            'submission', new.submission_id, 'number', moved.number, 'state', new.state, 'feed', moved.feed, 'office',
                moved.office, 'country', moved.country));
    return null;
end
$$;
