-- Of two words on the same thing, the one that stands first is known from the load alone: by the place of its submission, and by its feed.

alter table dw.load add column stands_as integer not null default 0;
comment on column dw.load.stands_as is 'Number of its submission, or of the one whose files it read again: of what was published on the same day, the higher one holds.';
update dw.load
set stands_as = coalesce(submission.applies_to, submission.number)
from ingest.submission
where submission.submission_id = load.submission_id;

alter table dw.load add column is_behind boolean not null default false;
comment on column dw.load.is_behind is 'A feed that has precedence over its own one has spoken of the same office: what that says of wholes comes first.';
update dw.load as weak
set is_behind = true
from ingest.submission as weaker, ingest.mapping_version as weaker_mapping
where weaker.submission_id = weak.submission_id
    and weaker_mapping.mapping_version_id = weak.mapping_version_id
    and exists (
        select
        from dw.load as strong
        join ingest.submission as stronger on stronger.submission_id = strong.submission_id
        join ingest.mapping_version as stronger_mapping on stronger_mapping.mapping_version_id = strong.mapping_version_id
        where strong.vintage is not null
            and strong.provider_ids && weak.provider_ids
            and strong.is_sample = weak.is_sample
            and (stronger_mapping.mapping = any (weaker.yields_to) or weaker_mapping.mapping = any (stronger.stands_before)));

-- Who has figures of which indicator is forgotten of samples, once the office has sent its own.
grant delete on dw.series_source to observatory_writer;
