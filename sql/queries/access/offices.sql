-- One row per office: its code.
select code
from ref.provider
order by code
