-- One row per script that was applied.
select name, checksum
from public.schema_journal
order by name
