-- Nothing: what covers a figure is found by its indicator.
create index on covered (indicator_id, level)
