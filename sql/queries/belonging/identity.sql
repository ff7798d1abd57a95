-- One row: the identity of this database.
select id
from ingest.identity
