-- Nothing: a cause has at least so many findings, kept one by one or not.
update ingest.finding_group
set findings = greatest(findings, @findings::integer)
where submission_id = @submission_id
    and code = @code
    and severity = @severity
    and cause = @cause::jsonb
