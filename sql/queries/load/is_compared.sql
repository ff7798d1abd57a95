-- Whether what was kept of comparing a submission with what stands holds still: nothing was loaded since of any of its providers, and areas lie in
-- one another as they did. One row.
select exists (
    select
    from ingest.submission
    where submission.number = @submission_number
        and submission.compared_vintage is not null
        and to_regclass(format('ingest.staged_%s_change', submission.number)) is not null
        and submission.taxonomy_version_id = (select taxonomy_version_id from ref.taxonomy_version order by taxonomy_version_id desc limit 1)
        and not exists (
            select
            from dw.load
            where load.vintage > submission.compared_vintage
                and load.load_id in (
                    select load_content.load_id
                    from dw.load_content
                    where load_content.provider_id in (select staged.provider_id from ingest.staged_content as staged where staged.submission_number = @submission_number)
                    union all
                    select load_scope.load_id
                    from dw.load_scope
                    where load_scope.provider_id in (select staged.provider_id from ingest.staged_content as staged where staged.submission_number = @submission_number))))
