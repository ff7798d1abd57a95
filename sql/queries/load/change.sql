-- Nothing: an empty temporary table of what a load changes.
create temporary table change on commit drop as
select incoming.*, null::text as kind, null::integer as held_set, null::numeric as held_value
from incoming
where false
