-- Nothing: keeps which members make a whole, as a submission says.
insert into ingest.staged_partition (submission_number, provider, indicator, dimension, members, absent_is_zero, first_day, last_day)
values (@submission_number, @provider, @indicator, @dimension, @members, @absent_is_zero, @first_day, @last_day)
