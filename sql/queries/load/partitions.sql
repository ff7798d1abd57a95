-- Returns no rows. Stores which categories of a breakdown add up to its total.
insert into dw.load_partition (load_id, provider_id, indicator_id, dimension, members, absent_is_zero, first_day, last_day)
select @load_id, provider.provider_id, indicator.indicator_id, staged.dimension, staged.members, bool_and(staged.absent_is_zero),
    min(staged.first_day), max(staged.last_day)
from ingest.staged_partition as staged
join ref.provider on provider.code = staged.provider
join ref.indicator on indicator.code = staged.indicator
where staged.submission_number = @submission_number
    -- Skip a sample whose office has already sent figures of its own.
    and not exists (select from other_load where other_load.is_real)
group by provider.provider_id, indicator.indicator_id, staged.dimension, staged.members
