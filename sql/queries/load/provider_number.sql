-- The number of a provider; no row where it is unknown.
select provider_id
from ref.provider
where code = @code
