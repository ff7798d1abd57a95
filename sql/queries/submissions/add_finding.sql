-- Nothing: a finding that is only made when figures meet those that stand.
insert into ingest.finding (submission_id, ordinal, code, severity, sheet, row_number, column_number, arguments)
values (@submission_id, (select coalesce(max(ordinal) + 1, 0) from ingest.finding where submission_id = @submission_id), @code, @severity, @sheet, @row, @column, @arguments::jsonb)
