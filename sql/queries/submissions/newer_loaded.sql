-- At most one row: the number of the newest loaded submission of the same feed that was received after this one, was published on the same
-- day and has the same figures, so that loading this one would overwrite it. No row for files that are read again with a corrected mapping:
-- these never come before what was sent later.
select newer.number
from ingest.submission as own
join ingest.submission as newer
    on coalesce(newer.applies_to, newer.number) > own.number
    and (newer.feed = own.feed or newer.feed = any (own.continues))
    and newer.is_sample = own.is_sample
join dw.load
    on load.load_id = newer.load_id
    and load.published_on = coalesce(own.publication_date, (own.received_at at time zone 'UTC')::date)
where own.number = @submission_number
    and own.applies_to is null
    and exists (
        select
        from ingest.staged_content as content
        join dw.load_content as held
            on held.country_id = content.country_id
            and held.provider_id = content.provider_id
            and held.indicator_id = content.indicator_id
            and held.load_id = load.load_id
            and held.area_level = content.area_level
            and held.freq = content.freq
            and held.breakdown_id = content.breakdown_id
            and held.period_ids && content.period_ids
            and held.area_ids && content.area_ids
        where content.submission_number = own.number)
order by newer.number desc
limit 1
