-- One row: whether the stored comparison of a submission is still valid, which means that no load of its providers came since and the
-- taxonomy is the same.
select exists (
    select
    from ingest.submission
    where submission.number = @submission_number
        and submission.compared_vintage is not null
        and to_regclass(format('ingest.staged_%s_change', submission.number)) is not null
        and submission.taxonomy_version_id = (
            select taxonomy_version_id from ref.taxonomy_version
            order by taxonomy_version_id desc limit 1)
        and not exists (
            select
            from dw.load
            -- Look at each newer load by itself, so that the content of all loads is not read.
            cross join lateral (
                select
                from dw.load_content
                where load_content.load_id = load.load_id
                    and load_content.provider_id = any (array(
                        select staged.provider_id from ingest.staged_content as staged
                        where staged.submission_number = @submission_number))
                union all
                select
                from dw.load_scope
                where load_scope.load_id = load.load_id
                    and load_scope.provider_id = any (array(
                        select staged.provider_id from ingest.staged_content as staged
                        where staged.submission_number = @submission_number))
                limit 1
            ) as of_theirs
            where load.vintage > submission.compared_vintage))
