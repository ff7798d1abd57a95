-- The person that a provider of identities speaks of, with their roles; none where nobody was invited. At most one row.
select address, name, office, country, roles
from access.person_of(@issuer, @subject, @address, @is_verified)
