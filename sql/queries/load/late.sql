-- Nothing: an empty temporary table of figures that a newer publication speaks of, and what this one says of them.
create temporary table late on commit drop as
select incoming.*, false as is_missing, null::integer as next_load, null::text as next_kind, false as yields
from incoming
where false
