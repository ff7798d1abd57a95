-- Nothing: notes which provider now has figures of which indicator and country.
insert into dw.series_source (country_id, indicator_id, provider_id, first_load)
select distinct incoming.country_id, incoming.indicator_id, incoming.provider_id, @load_id::integer
from incoming
on conflict do nothing
