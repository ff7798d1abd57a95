-- One row: the number of the new taxonomy version.
insert into ref.taxonomy_version (checksum)
values (@checksum)
returning taxonomy_version_id
