-- At most one row: the number of the provider with this code.
select provider_id
from ref.provider
where code = @code
