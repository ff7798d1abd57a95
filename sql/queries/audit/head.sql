-- One row: the newest audit entry and its checksum.
select entry, encode(hash, 'hex') as hash
from audit.head
