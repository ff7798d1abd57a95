-- Returns no rows. Fills `change` with the figures that files gave before they were read again, and give no more: also of an indicator, a period or a place that
-- the corrected mapping does not cover. What a newer publication repeats stays.
insert into change
with newer as materialized (
    select load.load_id
    from dw.load
    join ingest.submission using (submission_id)
    join ingest.submission as own on own.number = @submission_number
    cross join lateral (select coalesce(own.publication_date, (own.received_at at time zone 'UTC')::date) as published_on) as this
    where exists (select from replaced_load)
        and load.vintage is not null
        and (
            load.published_on > this.published_on
            or load.published_on = this.published_on
                and coalesce((select first.load_id from ingest.submission as sent join dw.load as first using (submission_id) where sent.number = submission.applies_to), load.load_id)
                    > (select min(replaced_load.first_load) from replaced_load))
),
gone as materialized (
    select given.*
    from replaced_load
    cross join lateral (
        select load_content.*
        from dw.load_content
        where load_content.load_id = replaced_load.load_id
        offset 0
    ) as content
    cross join lateral unnest(content.area_ids) as area (area_id)
    cross join lateral unnest(content.period_ids) as period (period_id)
    cross join lateral (
        select fact.*
        from dw.fact_observation as fact
        where fact.country_id = content.country_id
            and fact.indicator_id = content.indicator_id
            and fact.area_id = area.area_id
            and fact.breakdown_id = content.breakdown_id
            and fact.provider_id = content.provider_id
            and fact.area_level = content.area_level
            and fact.period_id = period.period_id
        -- Each looked up by its key.
        offset 0
    ) as given
    where given.load_from = replaced_load.load_id
        and not given.is_withdrawn
        and content.provider_id in (select staged.provider_id from ingest.staged_content as staged where staged.submission_number = @submission_number)
        and not exists (
            select
            from incoming
            where incoming.country_id = given.country_id
                and incoming.indicator_id = given.indicator_id
                and incoming.area_id = given.area_id
                and incoming.breakdown_id = given.breakdown_id
                and incoming.provider_id = given.provider_id
                and incoming.area_level = given.area_level
                and incoming.period_id = given.period_id)
)
select gone.area_id, gone.period_id, gone.breakdown_id, gone.attribute_set_id, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id, gone.area_level,
    0::smallint, 0::smallint, null, null, null, 'withdrawn', gone.attribute_set_id, gone.value, gone.load_from
from gone
where not exists (
        select
        from change
        where change.country_id = gone.country_id
            and change.indicator_id = gone.indicator_id
            and change.area_id = gone.area_id
            and change.breakdown_id = gone.breakdown_id
            and change.provider_id = gone.provider_id
            and change.area_level = gone.area_level
            and change.period_id = gone.period_id)
    and not exists (
        select
        from newer
        cross join lateral (
            select
            from dw.load_content as repeated
            where repeated.country_id = gone.country_id
                and repeated.provider_id = gone.provider_id
                and repeated.indicator_id = gone.indicator_id
                and repeated.load_id = newer.load_id
                and repeated.area_level = gone.area_level
                and repeated.breakdown_id = gone.breakdown_id
                and gone.period_id = any (repeated.period_ids)
                and gone.area_id = any (repeated.area_ids)
            limit 1
        ) as of_it)
