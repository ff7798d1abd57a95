-- Returns no rows. Stages which categories of a breakdown add up to its total, according to a submission.
insert into ingest.staged_partition (submission_number, provider, indicator, dimension, members, absent_is_zero, first_day, last_day)
values (@submission_number, @provider, @indicator, @dimension, @members, @absent_is_zero, @first_day, @last_day)
