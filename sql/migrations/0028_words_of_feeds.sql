-- Of two words on the same thing, the one that stands first is known from the load alone: by what it read again, and by its feed.

alter table dw.load add column stands_as integer;
comment on column dw.load.stands_as is 'The first load of the files that it read again, where it stands among those published on the same day. Null of what was sent: it stands where it is.';
update dw.load
set stands_as = first.load_id
from ingest.submission
join ingest.submission as sent on sent.number = submission.applies_to
join dw.load as first on first.submission_id = sent.submission_id
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
