-- One row: whether a database has the table of identities and the table of stored files. It is asked before anybody knows whether the
-- database was ever migrated.
select
    to_regclass('ingest.identity') is not null as has_identity,
    to_regclass('ingest.source_file') is not null as has_files
