-- Returns no rows. Records a file of the store, unless it is recorded already.
insert into ingest.source_file (sha256, bytes, stored_at)
values (@sha256, @bytes, @stored_at)
on conflict do nothing
