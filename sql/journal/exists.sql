-- Whether any migration was ever applied. One row.
select to_regclass('public.schema_journal') is not null
