-- One row per country, requested indicator and provider that has a figure.
select country.code as country, indicator.code as indicator, provider.code as provider
from pub.series_source
join pub.area as country on country.country_id = series_source.country_id and country.level = 0
join pub.indicator using (indicator_id)
join pub.provider using (provider_id)
where indicator.code = any (@indicators)
    and (@at::timestamptz is null or (select load.loaded_at from pub.load where load.load_id = series_source.first_load) <= @at)
