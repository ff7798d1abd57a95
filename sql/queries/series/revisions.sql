-- One row per value that a reported figure ever had, figure by figure, in the order in which the Observatory received them.
with asked_area as (
    select area_id, code, country_id
    from pub.area
    where code = any (@areas)
),
-- The provider that the question uses for each country and indicator, and for which years.
speaking as materialized (
    select country.country_id, indicator.indicator_id, indicator.code as indicator, provider.provider_id, provider.code as provider,
        speaker.from_year, speaker.to_year
    from unnest(@countries::text[], @indicators::text[], @providers::text[], @from_years::integer[], @to_years::integer[])
        as speaker (country, indicator, provider, from_year, to_year)
    join pub.area as country on country.code = speaker.country and country.level = 0
    join pub.indicator on indicator.code = speaker.indicator
    join pub.provider on provider.code = speaker.provider
),
asked_period as materialized (
    select period_id, code, freq, extract(year from first_day)::integer as year
    from pub.period
    where (@freq::text is null or freq = @freq)
        and first_day >= @from_day
        and last_day <= @to_day
),
version as (
    select speaking.indicator, speaking.provider, asked_area.code as area, asked_period.code as period, asked_period.freq,
        version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id, version.period_id,
        version.load_from, version.load_to, version.is_withdrawn, version.attribute_set_id, version.value,
        -- An older publication that was loaded after a newer one was never current.
        version.load_to is not distinct from version.load_from as is_late
    from speaking
    join asked_area on asked_area.country_id = speaking.country_id
    join pub.version
        on version.country_id = speaking.country_id
        and version.indicator_id = speaking.indicator_id
        and version.provider_id = speaking.provider_id
        and version.area_id = asked_area.area_id
        and version.breakdown_id = any (array(select unnest(@breakdowns::integer[])))
    join asked_period on asked_period.period_id = version.period_id and asked_period.year between speaking.from_year and speaking.to_year
),
told as (
    select version.*, load.submission_number, load.mapping, load.mapping_version, load.taxonomy_checksum, load.loaded_at, load.published_on,
        load.vintage, lag(version.load_from) over cell is null as is_first, lag(version.is_withdrawn) over cell as was_withdrawn,
        lag(version.value) over cell as value_before
    from version
    join pub.load on load.load_id = version.load_from
    -- Late versions form a sequence of their own, because they replaced nothing.
    window cell as (
        partition by version.country_id, version.indicator_id, version.area_id, version.breakdown_id, version.provider_id,
            version.period_id, version.is_late
        order by load.vintage)
)
select told.indicator, told.area, told.period, told.freq::text as freq,
    breakdown.members,
    told.provider as source,
    case when told.is_late then 'late'
        when told.is_withdrawn then 'withdrawn'
        when told.is_first then 'first'
        when told.was_withdrawn then 'reinstated'
        else 'revised' end as kind,
    told.load_to is null as is_current,
    told.value,
    case when not told.is_late then told.value_before end as value_before,
    attribute_set.counting_unit as unit,
    case when not told.is_withdrawn then attribute_set.statuses end as statuses,
    told.published_on, told.submission_number as submission, told.mapping, told.mapping_version, told.taxonomy_checksum as taxonomy,
    told.loaded_at
from told
join pub.breakdown using (breakdown_id)
left join pub.attribute_set using (attribute_set_id)
order by told.indicator, told.area, told.provider, breakdown.members, told.period_id, told.vintage
offset @skip
limit @take
