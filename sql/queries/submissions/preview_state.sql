-- One row: the state of a waiting submission: whether it was compared when it was staged, whether there are current figures of any of its
-- providers and area levels, and whether a newer publication of its feed, or a file of a feed with precedence, is already loaded for any of
-- its providers.
select submission.compared_vintage is not null
    and to_regclass(format('ingest.staged_%s_change', submission.number)) is not null as was_compared,
    exists (
        select
        from (select distinct provider_id, area_level from ingest.staged_content where submission_number = @submission_number) as place
        where dw.place_of(place.provider_id, place.area_level) is not null) as stands,
    exists (
        select
        from dw.load
        join ingest.submission as other on other.submission_id = load.submission_id
        join ingest.mapping_version on mapping_version.mapping_version_id = load.mapping_version_id
        cross join lateral (
            select coalesce(submission.publication_date, (submission.received_at at time zone 'UTC')::date) as published_on) as own
        where load.vintage is not null
            and load.is_sample = submission.is_sample
            -- For its own feed only a newer publication counts, for a feed with precedence any publication; other feeds do not matter.
            and case
                when mapping_version.mapping = submission.feed or mapping_version.mapping = any (submission.continues)
                    then load.published_on > own.published_on
                    or load.published_on = own.published_on and coalesce(other.applies_to, other.number) > submission.applies_to
                else mapping_version.mapping = any (submission.yields_to)
            end
            and load.load_id in (
                select load_content.load_id
                from dw.load_content
                where load_content.provider_id in (
                    select content.provider_id from ingest.staged_content as content
                    where content.submission_number = @submission_number))) as may_be_late
from ingest.submission
where submission.number = @submission_number
