-- How many figures of the submission could be resolved. One row.
select count(*)::integer as figures
from incoming
