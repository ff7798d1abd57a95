-- Nothing: keeps which members make a whole.
insert into dw.load_partition (load_id, provider_id, indicator_id, dimension, members, absent_is_zero, first_day, last_day)
select @load_id, provider.provider_id, indicator.indicator_id, staged.dimension, staged.members, bool_and(staged.absent_is_zero), min(staged.first_day), max(staged.last_day)
from ingest.staged_partition as staged
join ref.provider on provider.code = staged.provider
join ref.indicator on indicator.code = staged.indicator
where staged.submission_number = @submission_number
    -- A sample whose office has sent its own figures is not heard.
    and not exists (select from other_load where other_load.is_real)
group by provider.provider_id, indicator.indicator_id, staged.dimension, staged.members
