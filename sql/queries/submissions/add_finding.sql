-- Nothing: a finding that is only made when figures meet those that stand, unless it was made before.
insert into ingest.finding (submission_id, ordinal, code, severity, sheet, row_number, column_number, arguments)
select @submission_id::uuid, (select coalesce(max(ordinal) + 1, 0) from ingest.finding where submission_id = @submission_id::uuid), @code::text, @severity::text,
    @sheet::text, @row::integer, @column::integer, @arguments::jsonb
where not exists (select from ingest.finding where submission_id = @submission_id::uuid and code = @code::text and arguments = @arguments::jsonb)
