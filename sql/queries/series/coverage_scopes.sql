-- One row per whole that a load claims to cover: the newest claim of each provider for each indicator, frequency, area and level.
select distinct on (indicator.code, country.code, provider.code, load_scope.freq, load_scope.level, area.code)
    indicator.code as indicator, country.code as country, provider.code as source, load_scope.freq::text as freq,
    load_scope.level::integer as level,
    area.code as area, first_period.code as from_period, last_period.code as to_period, load_scope.parts_expected,
    load_scope.absent_is_zero, load.submission_number as submission
from pub.load_scope
join pub.indicator using (indicator_id)
join pub.provider using (provider_id)
join pub.area on area.area_id = load_scope.area_id
join pub.area as country on country.country_id = load_scope.country_id and country.level = 0
join pub.period as first_period on first_period.period_id = load_scope.from_period
join pub.period as last_period on last_period.period_id = load_scope.to_period
join pub.load on load.load_id = load_scope.load_id
where (@indicators::text[] is null or indicator.code = any (@indicators))
    and (@countries::text[] is null or country.code = any (@countries))
    and (@sources::text[] is null or provider.code = any (@sources))
    -- The coverage of a sample is invented, so ignore it once the office has sent figures of its own.
    and not (load.is_sample
        and exists (
            select from pub.load as own
            where not own.is_sample
                and own.vintage is not null
                and own.provider_ids @> array[load_scope.provider_id]))
order by indicator.code, country.code, provider.code, load_scope.freq, load_scope.level, area.code, load.is_behind, load.vintage desc
