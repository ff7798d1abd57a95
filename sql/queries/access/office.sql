-- At most one row: the office with this code, and its country.
select provider.code, area.code as country
from ref.provider
left join ref.area on area.area_id = provider.country_id
where provider.code = @code
