-- One row per key within reach that a person answers for and that was not revoked, with its office and country.
select prefix, office, country
from access.key
where answerable = lower(@address)
    and revoked_at is null
order by prefix
