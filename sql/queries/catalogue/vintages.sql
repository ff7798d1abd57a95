-- One row per vintage, in order: the moment from which the Observatory answered with it.
select vintage, loaded_at
from pub.vintage
order by vintage
