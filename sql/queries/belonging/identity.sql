-- Who this database is.
select id
from ingest.identity
