-- How many figures a load added, revised, left as they were, withdrew, or kept as history because a newer publication stood already. One row.
select added, revised, unchanged, withdrawn, late
from pub.load
where load_id = @load_id
