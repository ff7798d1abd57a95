-- The newest act and its checksum. One row.
select entry, encode(hash, 'hex') as hash
from audit.head
