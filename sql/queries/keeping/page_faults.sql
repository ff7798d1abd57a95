-- Whether the server sums its pages, and how many of this database it found damaged since its statistics began.
select
    current_setting('data_checksums') = 'on' as is_summed,
    coalesce(checksum_failures, 0) as failures
from pg_stat_database
where datname = current_database()
