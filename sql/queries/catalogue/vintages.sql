-- One row per vintage, in order: the instant from which it was the current one.
select vintage, loaded_at
from pub.vintage
order by vintage
