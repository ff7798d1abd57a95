-- One row per office that has limits of its own and that the caller may see.
select office, country, file_bytes, files_a_day, bytes_a_day, changed_at, changed_by
from access.upload_limit
order by office
