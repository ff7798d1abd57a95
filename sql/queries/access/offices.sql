-- One row per code of an office.
select code
from ref.provider
order by code
