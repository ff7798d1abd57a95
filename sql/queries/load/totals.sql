-- One row: how many figures a load added, revised, left unchanged, withdrew, or stored as history because a newer publication was already
-- loaded.
select added, revised, unchanged, withdrawn, late
from pub.load
where load_id = @load_id
