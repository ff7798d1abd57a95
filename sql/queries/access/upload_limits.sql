-- One row per office within reach that has limits of its own.
select office, country, file_bytes, files_a_day, bytes_a_day, changed_at, changed_by
from access.upload_limit
order by office
