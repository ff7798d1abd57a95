-- The office that a provider is, with its country; none where there is no such provider. At most one row.
select provider.code, area.code as country
from ref.provider
left join ref.area on area.area_id = provider.country_id
where provider.provider_id = @provider_id
