-- Returns no rows. Adds to `change` the figures that files gave when they were first read and no longer give, also of an indicator, period
-- or area that the corrected mapping does not cover. A figure that a newer publication repeats stays. A reading that was itself replaced
-- does not count as such a publication.
insert into change
-- Readings that a later one has replaced, or that this one replaces.
with superseded as materialized (
    select load_id
    from replaced_load
    union
    select old.load_id
    from dw.load as old
    join ingest.submission as sent using (submission_id)
    where exists (select from replaced_load)
        and exists (
            select
            from ingest.submission as again
            join dw.load as newer on newer.submission_id = again.submission_id
            where again.applies_to = coalesce(sent.applies_to, sent.number)
                and newer.vintage > old.vintage)
),
-- Every reading of these offices that is still valid, and whether it is newer than this one.
reading as materialized (
    select load.load_id,
        case
            when other_load.load_id is null then load.published_on > this.published_on
                or load.published_on = this.published_on
                    and coalesce(load.stands_as, load.load_id) > (select min(replaced_load.first_load) from replaced_load)
            else other_load.stands = 'before'
        end as is_newer
    from dw.load
    join ingest.submission as own on own.number = @submission_number
    cross join lateral (select coalesce(own.publication_date, (own.received_at at time zone 'UTC')::date) as published_on) as this
    left join other_load on other_load.load_id = load.load_id
    where exists (select from replaced_load)
        and load.vintage is not null
        and load.provider_ids && array(
            select staged.provider_id from ingest.staged_content as staged
            where staged.submission_number = @submission_number)
        and load.load_id not in (select superseded.load_id from superseded)
),
cell as materialized (
    select distinct content.country_id, content.indicator_id, area.area_id, content.breakdown_id, content.provider_id, content.area_level,
        period.period_id
    from replaced_load
    cross join lateral (
        select load_content.*
        from dw.load_content
        where load_content.load_id = replaced_load.load_id
        offset 0
    ) as content
    cross join lateral unnest(content.area_ids) as area (area_id)
    cross join lateral unnest(content.period_ids) as period (period_id)
    where content.provider_id in (
        select staged.provider_id from ingest.staged_content as staged
        where staged.submission_number = @submission_number)
),
gone as materialized (
    select given.*, given.load_from in (select replaced_load.load_id from replaced_load) as is_own
    from cell
    cross join lateral (
        select fact.*
        from dw.fact_observation as fact
        where fact.country_id = cell.country_id
            and fact.indicator_id = cell.indicator_id
            and fact.area_id = cell.area_id
            and fact.breakdown_id = cell.breakdown_id
            and fact.provider_id = cell.provider_id
            and fact.area_level = cell.area_level
            and fact.period_id = cell.period_id
        -- Look each one up by its key.
        offset 0
    ) as given
    where given.load_from in (select superseded.load_id from superseded)
        and not given.is_withdrawn
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
        and not exists (
            select
            from change
            where change.country_id = given.country_id
                and change.indicator_id = given.indicator_id
                and change.area_id = given.area_id
                and change.breakdown_id = given.breakdown_id
                and change.provider_id = given.provider_id
                and change.area_level = given.area_level
                and change.period_id = given.period_id)
),
asked as materialized (
    select country_id, provider_id, indicator_id, area_level, breakdown_id, array_agg(distinct period_id) as period_ids
    from gone
    group by country_id, provider_id, indicator_id, area_level, breakdown_id
),
-- Readings that are still valid may give some of these figures; each list is unnested once.
said as materialized (
    select listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.breakdown_id, period.period_id,
        area.area_id, bool_or(reading.is_newer) as is_newer
    from asked
    cross join lateral (
        select load_content.*
        from dw.load_content
        where load_content.country_id = asked.country_id
            and load_content.provider_id = asked.provider_id
            and load_content.indicator_id = asked.indicator_id
            and load_content.area_level = asked.area_level
            and load_content.breakdown_id = asked.breakdown_id
            and load_content.period_ids && asked.period_ids
        offset 0
    ) as listed
    join reading on reading.load_id = listed.load_id
    cross join lateral unnest(listed.area_ids) as area (area_id)
    cross join lateral unnest(listed.period_ids) as period (period_id)
    group by listed.country_id, listed.provider_id, listed.indicator_id, listed.area_level, listed.breakdown_id, period.period_id,
        area.area_id
)
select gone.area_id, gone.period_id, gone.breakdown_id, gone.attribute_set_id, 0, 0, gone.country_id, gone.indicator_id, gone.provider_id,
    gone.area_level, 0::smallint, 0::smallint, null, null, null, 'withdrawn', gone.attribute_set_id, gone.value, gone.load_from
from gone
left join said
    on said.country_id = gone.country_id
    and said.provider_id = gone.provider_id
    and said.indicator_id = gone.indicator_id
    and said.area_level = gone.area_level
    and said.breakdown_id = gone.breakdown_id
    and said.period_id = gone.period_id
    and said.area_id = gone.area_id
-- A figure that another file brought, and that was read again since, is withdrawn only if no valid reading gives it.
where said.area_id is null
    or gone.is_own and not said.is_newer
