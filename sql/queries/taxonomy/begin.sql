-- The number of the new taxonomy version. One row.
insert into ref.taxonomy_version (checksum)
values (@checksum)
returning taxonomy_version_id
