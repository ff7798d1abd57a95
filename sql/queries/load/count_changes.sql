-- One row: how many figures a load adds, revises and withdraws.
select (count(*) filter (where kind in ('first', 'again')))::integer as added,
    (count(*) filter (where kind = 'revised'))::integer as revised,
    (count(*) filter (where kind = 'withdrawn'))::integer as withdrawn
from change
