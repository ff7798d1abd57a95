-- At most one row: the person that an identity provider names, with their roles; none if nobody invited them.
select address, name, office, country, roles
from access.person_of(@issuer, @subject, @address, @is_verified)
