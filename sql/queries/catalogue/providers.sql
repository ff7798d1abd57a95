-- One row per provider.
select code, country, label ->> @lang as label, source_system, counting_rule, reference_date, licence, url
from pub.provider
order by code
