-- One row per vintage, in order: when it began to be what the Observatory answers.
select vintage, loaded_at
from pub.vintage
order by vintage
