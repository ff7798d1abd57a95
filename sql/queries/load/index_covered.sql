-- Returns no rows. Indexes `covered`, because the coverage of a figure is looked up by indicator.
create index on covered (indicator_id, level)
