-- Returns no rows. Raises the number of findings of a cause to at least this many, also if they are not stored one by one.
update ingest.finding_group
set findings = greatest(findings, @findings::integer)
where submission_id = @submission_id
    and code = @code
    and severity = @severity
    and cause = @cause::jsonb
