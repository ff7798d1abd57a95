-- The history grows in the order of its loads: which versions a load replaced is found from where they lie, and no tree of it has to be kept.
drop index dw.fact_history_load_from;
drop index dw.fact_history_load_to;
create index fact_history_load_to on dw.fact_history using brin (load_to) with (pages_per_range = 16);
