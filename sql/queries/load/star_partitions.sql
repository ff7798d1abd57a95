-- One row per provider and area level that must be compared: those of the submission, and those of samples or earlier readings that it
-- replaces; and whether it is the only one.
with place as (
    select provider_id, area_level
    from ingest.staged_content
    where submission_number = @submission_number
    union
    select content.provider_id, content.area_level
    from (
        select load_id
        from other_load
        where is_sample
            -- The first real load of an office has withdrawn all its sample figures, so later loads need not look for them.
            and not exists (
                select
                from dw.load as earlier
                where earlier.vintage is not null
                    and earlier.took_samples
                    and earlier.provider_ids @> array(
                        select staged.provider_id from ingest.staged_content as staged
                        where staged.submission_number = @submission_number))
        union
        select load_id
        from replaced_load
    ) as sample
    cross join lateral (
        select load_content.provider_id, load_content.area_level
        from dw.load_content
        where load_content.load_id = sample.load_id
        offset 0
    ) as content
    where content.provider_id in (
        select staged.provider_id from ingest.staged_content as staged
        where staged.submission_number = @submission_number)
)
select provider_id, area_level, count(*) over () = 1 as is_only
from place
order by provider_id, area_level
