-- Nothing: notes a file of the store, where it is not noted yet.
insert into ingest.source_file (sha256, bytes, stored_at)
values (@sha256, @bytes, @stored_at)
on conflict do nothing
