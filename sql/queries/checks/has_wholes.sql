-- One row: whether a submission gives parts and its office also gives the whole, or a whole of which its office has given parts. If not, no
-- figure has to be compared.
select exists (
        select
        from ingest.staged_scope as staged
        join ref.provider on provider.code = staged.provider
        join ref.indicator on indicator.code = staged.indicator and indicator.kind = 'count'
        join ref.area as whole on whole.code = staged.area
        where staged.submission_number = @submission_number
            and exists (
                select
                from ingest.staged_content as content
                where content.submission_number = @submission_number
                    and content.country_id = whole.country_id
                    and content.provider_id = provider.provider_id
                    and content.indicator_id = indicator.indicator_id
                    and content.area_level = staged.level)
            and (exists (
                    select
                    from ingest.staged_content as content
                    where content.submission_number = @submission_number
                        and content.country_id = whole.country_id
                        and content.provider_id = provider.provider_id
                        and content.indicator_id = indicator.indicator_id
                        and content.area_level = whole.level)
                or exists (
                    select
                    from dw.load_content
                    where load_content.country_id = whole.country_id
                        and load_content.provider_id = provider.provider_id
                        and load_content.indicator_id = indicator.indicator_id
                        and load_content.area_level = whole.level)))
    or exists (
        select
        from ingest.staged_content as content
        where content.submission_number = @submission_number
            and exists (
                select
                from dw.load_content
                where load_content.country_id = content.country_id
                    and load_content.provider_id = content.provider_id
                    and load_content.indicator_id = content.indicator_id
                    and load_content.area_level > content.area_level))
