-- Nothing: keeps a file of a mapping version as it was.
insert into ingest.mapping_file (mapping_version_id, name, content)
values (@mapping_version_id, @name, @content)
on conflict do nothing
