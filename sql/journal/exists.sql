-- One row: whether any migration was ever applied.
select to_regclass('public.schema_journal') is not null
