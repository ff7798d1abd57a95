-- Returns no rows. Stores a file of a mapping version.
insert into ingest.mapping_file (mapping_version_id, name, content)
values (@mapping_version_id, @name, @content)
on conflict do nothing
