-- Returns no rows. Creates the empty temporary table `late`: figures that a newer publication overrides, with what this submission gives
-- for them.
create temporary table late on commit drop as
select incoming.*, false as is_missing, null::integer as next_load, null::text as next_kind, false as yields
from incoming
where false
