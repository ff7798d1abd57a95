-- The office of a code, with its country; none where there is none of this code. At most one row.
select provider.code, area.code as country
from ref.provider
left join ref.area on area.area_id = provider.country_id
where provider.code = @code
