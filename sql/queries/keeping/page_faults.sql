-- One row: whether the server has page checksums, and how many damaged pages of this database it found since its statistics began.
select
    current_setting('data_checksums') = 'on' as is_summed,
    coalesce(checksum_failures, 0) as failures
from pg_stat_database
where datname = current_database()
