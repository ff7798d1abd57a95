-- Returns no rows. Adds a finding that is made while the figures are compared, unless it was added before, and counts it in the group of
-- its cause.
with fresh as materialized (
    select 1 as one
    where not exists (
        select from ingest.finding
        where submission_id = @submission_id::uuid and code = @code::text and arguments = @arguments::jsonb)
),
counted as (
    update ingest.finding_group
    set findings = findings + 1
    from fresh
    where submission_id = @submission_id::uuid and code = @code::text and severity = @severity::text and cause = @cause::jsonb
    returning 1
),
begun as (
    insert into ingest.finding_group (submission_id, ordinal, code, severity, cause, is_rest, findings, places, arguments, suggestions)
    select @submission_id::uuid,
        (select coalesce(max(ordinal) + 1, 0) from ingest.finding_group where submission_id = @submission_id::uuid), @code::text,
        @severity::text, @cause::jsonb, false, 1,
        case when @row::integer is null then '[]'
            else jsonb_build_array(jsonb_build_object('sheet', @sheet::text, 'row', @row::integer, 'column', @column::integer)) end,
        @arguments::jsonb, '[]'
    from fresh
    where not exists (select from counted)
)
insert into ingest.finding (submission_id, ordinal, code, severity, sheet, row_number, column_number, arguments)
select @submission_id::uuid, (select coalesce(max(ordinal) + 1, 0) from ingest.finding where submission_id = @submission_id::uuid),
    @code::text, @severity::text, @sheet::text, @row::integer, @column::integer, @arguments::jsonb
from fresh
