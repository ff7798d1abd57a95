-- One row per key that the caller may see, that this person is accountable for and that is not revoked, with its office and country.
select prefix, office, country
from access.key
where answerable = lower(@address)
    and revoked_at is null
order by prefix
