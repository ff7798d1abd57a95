-- What a database holds of ours, before it is known whether it was ever migrated: is there an identity, and a list of kept files?
select
    to_regclass('ingest.identity') is not null as has_identity,
    to_regclass('ingest.source_file') is not null as has_files
