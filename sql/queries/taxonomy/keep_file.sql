-- Returns no rows. Stores a file of a taxonomy version.
insert into ref.taxonomy_file (taxonomy_version_id, name, content)
values (@taxonomy_version_id, @name, @content)
