-- Nothing: keeps a taxonomy file as it was in this version.
insert into ref.taxonomy_file (taxonomy_version_id, name, content)
values (@taxonomy_version_id, @name, @content)
