-- One row per other submission that waits for review or loading and has figures of the same provider, indicator, frequency and area level,
-- with an overlapping period and area; only submissions that are named in the parameter; the oldest first. It also says whether the other
-- submission has been compared.
with covered_part as (
    select staged.submission_number, provider.provider_id, indicator.indicator_id, staged.freq::text as freq, staged.level, whole.area_id,
        whole.path, staged.from_period, staged.to_period
    from ingest.staged_scope as staged
    join ref.provider on provider.code = staged.provider
    join ref.indicator on indicator.code = staged.indicator
    join ref.area as whole on whole.code = staged.area
),
said as materialized (
    select *
    from covered_part
    union all
    -- Figures that a submission gives outside its claimed coverage.
    select content.submission_number, content.provider_id, content.indicator_id, content.freq::text, content.area_level, null, null,
        min(content.period_ids[1]), max(content.period_ids[cardinality(content.period_ids)])
    from ingest.staged_content as content
    where not exists (
        select
        from covered_part
        where covered_part.submission_number = content.submission_number
            and covered_part.provider_id = content.provider_id
            and covered_part.indicator_id = content.indicator_id
            and covered_part.level = content.area_level)
    group by content.submission_number, content.provider_id, content.indicator_id, content.freq, content.area_level
)
select other.number, other.received_at, coalesce(other.observations, 0) as figures,
    other.compared_vintage is not null and to_regclass(format('ingest.staged_%s_change', other.number)) is not null as was_compared
from ingest.submission as other
where other.state in ('Staged', 'Approved')
    and other.number <> @submission_number
    and other.number = any (@within)
    and exists (
        select
        from said as own
        join said as theirs
            on theirs.provider_id = own.provider_id
            and theirs.indicator_id = own.indicator_id
            and theirs.freq = own.freq
            and theirs.level = own.level
            and theirs.from_period <= own.to_period
            and theirs.to_period >= own.from_period
            and (theirs.area_id is null or own.area_id is null or theirs.area_id = own.area_id
                or theirs.path @> array[own.area_id] or own.path @> array[theirs.area_id])
        where own.submission_number = @submission_number
            and theirs.submission_number = other.number)
order by other.number
limit 20
